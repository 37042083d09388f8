import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, watch, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { serveRuns } from "../../../provider/plugin";
import { describeTerraform, terraformWorkspace } from "../../support/terraform";
import type { TerraformWorkspace } from "../../support/terraform";
import { TOY_PROVIDER, TOY_SOURCE } from "./toy-provider";

const TOY_MAIN = `import { servePlugin } from "../../../provider/plugin";
import { TOY_PROVIDER } from "./toy-provider";
void servePlugin(TOY_PROVIDER);`;
const folder = mkdtempSync(join(tmpdir(), "toy-provider-"));
const executable = join(folder, "terraform-provider-toy");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Terraform starts the provider for commands with these options. It is attached to it for the others, which saves starts. */
const STARTED = { startsProviders: true };
const ATTACHED = {
  sources: [TOY_SOURCE],
  serve: () => serveRuns(TOY_PROVIDER, { write: (): void => undefined }),
};

async function workspace(body: string): Promise<TerraformWorkspace> {
  const created = await terraformWorkspace({
    providers: [{ source: TOY_SOURCE, version: "1.0.0", executable }],
    attached: [ATTACHED],
    config: config(body),
  });
  const init = await created.init(STARTED);
  expect(init.text).toContain("successfully initialized");
  return created;
}

const config = (body: string): string => `
  terraform {
    required_providers {
      toy = { source = "${TOY_SOURCE}" }
    }
  }
  provider "toy" {
    directory = path.cwd
  }
  ${body}`;

describeTerraform("a provider on the plugin server, driven by Terraform", () => {
  beforeAll(async () => {
    await build({
      stdin: { contents: TOY_MAIN, resolveDir: __dirname, loader: "ts" },
      outfile: executable,
      bundle: true,
      platform: "node",
      format: "cjs",
      banner: { js: "#!/usr/bin/env node" },
    });
    chmodSync(executable, 0o755);
  });

  it("creates, plans no changes, updates in place, replaces and destroys", async () => {
    const w = await workspace(
      `resource "toy_note" "a" {
         name   = "first"
         text   = "hello"
         tags   = ["x", "y"]
         labels = { "a.b" = "c" }
         extra  = { colour = "blue" }
         item {
           key   = "k"
           value = 1.5
         }
       }
       data "toy_files" "all" { name = "n" }
       output "files" { value = data.toy_files.all.any }`,
    );
    const created = await w.apply(STARTED);
    expect(created.text).toContain("1 added, 0 changed, 0 destroyed");
    const [note] = (await w.resources()).filter(({ type }) => type === "toy_note");
    expect(note?.values).toMatchObject({ id: "note-first", size: 5, tags: ["x", "y"], extra: { shade: "blue shade" } });
    expect((await w.plan()).code).toBe(0);

    await w.configure(config(`resource "toy_note" "a" {\n name = "first"\n text = "hello you"\n }`));
    const changed = await w.apply();
    expect(changed.text).toContain("0 added, 1 changed, 0 destroyed");

    await w.configure(config(`resource "toy_note" "a" {\n name = "second"\n text = "hello you"\n }`));
    const replaced = await w.apply();
    expect(replaced.text).toContain("forces replacement");
    expect(replaced.text).toContain("1 added, 0 changed, 1 destroyed");
    const remembered = JSON.parse(readFileSync(join(w.directory, "last-deleted.json"), "utf8")) as unknown;
    expect(remembered).toEqual({ writes: 2 });

    expect((await w.destroy()).text).toContain("1 destroyed");
    expect(existsSync(join(w.directory, "second.json"))).toBe(false);
  });

  it("imports, plans drift, recreates a missing object, and reads state of an older schema", async () => {
    const body = `resource "toy_note" "a" {\n name = "first"\n text = "hello"\n }`;
    const w = await workspace(body);
    const file = join(w.directory, "first.json");
    const note = {
      id: "note-first",
      name: "first",
      text: "hello",
      secret: null,
      tags: null,
      labels: null,
      size: 5,
      extra: null,
      item: [],
    };
    writeFileSync(file, JSON.stringify(note));
    expect((await w.import("toy_note.a", "note-first", STARTED)).code).toBe(0);
    expect((await w.plan()).code).toBe(0);

    writeFileSync(file, JSON.stringify({ ...note, text: "changed" }));
    expect((await w.plan()).text).toMatch(/text += "changed" -> "hello"/);
    rmSync(file);
    expect((await w.apply()).text).toContain("1 added, 0 changed, 0 destroyed");

    // As version 0 of the schema wrote it: the text was called content.
    const state = (await w.stateFile())
      .replace('"schema_version": 1', '"schema_version": 0')
      .replace('"text":', '"content":');
    writeFileSync(join(w.directory, "terraform.tfstate"), state);
    expect((await w.plan({ args: ["-refresh=false"] })).code).toBe(0);
  });

  it("shows errors at their paths, without secrets, and survives a crash of the provider's code", async () => {
    const w = await workspace(`resource "toy_note" "a" {\n name = "BAD"\n item {\n key = "k"\n value = 13\n }\n }`);
    const invalid = await w.validate();
    expect(invalid.text).toMatch(/Error: Bad name .*\d+: name = "BAD"/);
    expect(invalid.text).toMatch(/Warning: Unlucky number .*\d+: value = 13/);

    await w.configure(
      config(`resource "toy_note" "a" {\n name = "n"\n text = "refuse"\n secret = "hush-hush-hush"\n }`),
    );
    const refused = await w.apply();
    expect(refused.text).toContain("The toy does not store it. Secret (sensitive).");

    await w.configure(config(`resource "toy_note" "a" {\n name = "n"\n text = "crash"\n }`));
    const crashed = await w.apply(STARTED);
    expect(crashed.text).toContain("The provider failed unexpectedly");
    expect(crashed.text).toContain("the toy broke This is a defect of the provider.");
    expect(await w.resources()).toEqual([]);
  });

  it("serves one run after the other with -debug, also after one that was interrupted", async () => {
    const noteOf = (text: string): string =>
      config(`resource "toy_note" "a" {\n name = "first"\n text = "${text}"\n }`);
    const provider = spawn(executable, ["-debug"], { stdio: ["ignore", "pipe", "ignore"] });
    onTestFinished(() => void provider.kill());
    const [line] = (await once(createInterface(provider.stdout), "line")) as [string];
    const [, TF_REATTACH_PROVIDERS] = /^TF_REATTACH_PROVIDERS='(.*)'$/.exec(line) ?? [];
    const w = await terraformWorkspace({ config: noteOf("stall"), env: { TF_REATTACH_PROVIDERS } });
    const interrupted = await w.apply({
      onStart: (_pid, kill) =>
        watch(w.directory, (_event, name) => void (name === "stalled" && kill("SIGINT"))).unref(),
    });
    expect(interrupted.text).toContain("Error: Interrupted");

    await w.configure(noteOf("hello"));
    expect((await w.apply()).text).toContain("1 added, 0 changed, 0 destroyed");
  });
});
