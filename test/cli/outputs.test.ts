import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runCallbackUrl, runOutputs } from "../../cli/outputs/run";
import { findStack } from "../../cli/stack/find";
import { describeTerraform } from "../support/terraform";
import { runCli } from "./spawn";
import { inState, stackFolder, written, writtenIn } from "./stack-folder";

const URL = "https://1250000000-abc.ap-guangzhou.tencentscf.com/0123456789abcdef0123456789abcdef";
const OTHER = "https://other.example.com/fedcba9876543210fedcba9876543210";
const queue = (name: string, url: string): object =>
  inState("tencentci_media_queue", name, { id: "p1", notify_config: { url, state: "On" } });
const STATE = {
  resources: [
    queue("Queue", URL),
    inState("tencentci_media_workflow", "Flow", { id: "w1", notify_config: { url: URL } }),
  ],
  outputs: {
    callbackUrl: { value: URL, type: "string", sensitive: true },
    queueId: { value: "p1", type: "string" },
    sizes: { value: [1, 2], type: ["list", "number"] },
  },
};

describe("callback-url", () => {
  it("prints only the address, for pipes", async () => {
    const { folder } = stackFolder({ state: STATE });
    expect(await written(runCallbackUrl, [folder])).toEqual({ code: 0, out: `${URL}\n`, err: "" });
  });

  it("prints several addresses, with --json also their resources", async () => {
    const { folder } = stackFolder({ state: { ...STATE, resources: [...STATE.resources, queue("Second", OTHER)] } });
    expect((await written(runCallbackUrl, [folder])).out).toBe(`${URL}\n${OTHER}\n`);
    const { out } = await written(runCallbackUrl, [folder, "--json"]);
    expect(
      out
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual([
      { url: URL, of: ["tencentci_media_queue.Queue", "tencentci_media_workflow.Flow", "output.callbackUrl"] },
      { url: OTHER, of: ["tencentci_media_queue.Second"] },
    ]);
  });

  it("finds the only stack from a subfolder of the app, and requires a name for one of two", async () => {
    const { project, folder } = stackFolder({ state: STATE });
    expect(await writtenIn(folder, runCallbackUrl, [])).toEqual({ code: 0, out: `${URL}\n`, err: "" });
    stackFolder({ name: "second" }, project);
    await expect(writtenIn(project, runCallbackUrl, [])).rejects.toThrow(
      "The stack must be named if there are several (got media, second)",
    );
    await expect(writtenIn(project, runCallbackUrl, ["secnd"])).rejects.toThrow('Did you mean "second"?');
  }, 20_000);

  it.each([
    ["is not deployed", {}, /The stack media must be deployed \(got no state at .*\); run `cdktf deploy`/],
    ["is destroyed", { state: { resources: [] } }, /must be deployed \(got a state without resources\)/],
    ["has no queue", { state: { resources: [inState("x", "y", {})] } }, /must have a queue, a workflow or an output/],
  ])("reports that the stack %s", async (_case, files, message) => {
    const { folder } = stackFolder(files);
    await expect(written(runCallbackUrl, [folder])).rejects.toThrow(message);
  });

  it("explains how to synthesize if there is no stack", async () => {
    const { code, stderr } = await runCli(["callback-url"], { cwd: "/" });
    expect(code).toBe(2);
    expect(stderr).toContain("run `cdktf synth`, or name its folder");
  }, 20_000);
});

describe("the selected stack", () => {
  const runningIn = (project: string, ...names: string[]): void => {
    const folder = join(project, ".cdktf-tencentcloud-ci");
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const stacks = names.map((name) => ({ name, folder: join(folder, "stacks", name) }));
    const session = {
      url: "http://127.0.0.1:1",
      certificate: "",
      callbackUrls: [],
      region: "r",
      credential: {},
      stacks,
    };
    writeFileSync(join(folder, "local.json"), JSON.stringify({ pid: process.pid, session }), { mode: 0o600 });
  };
  const choose = (project: string, stack: string | undefined, flags: { local?: boolean; cloud?: boolean } = {}) =>
    findStack({ stack, local: false, cloud: false, ...flags }, project);

  it("is the one that local runs, unless another one is named", () => {
    const { project } = stackFolder();
    stackFolder({ name: "prod" }, project);
    runningIn(project, "media");
    expect(choose(project, undefined)).toMatchObject({ name: "media", session: {} });
    expect(choose(project, "media")).toMatchObject({ name: "media", session: {} });
    expect(choose(project, "media", { cloud: true }).session).toBeUndefined();
    expect(choose(project, "prod")).toEqual({ name: "prod", folder: join(project, "cdktf.out/stacks/prod") });
    expect(() => choose(project, "prdo")).toThrow(/\(got prdo, of media, prod\)\. Did you mean "prod"\?/);
    expect(() => choose(project, "prod", { local: true })).toThrow(
      "--local must name a running stack, media (got prod)",
    );
  });

  it("must be named if local runs several", () => {
    const { project } = stackFolder();
    runningIn(project, "network", "media");
    expect(choose(project, "network")).toMatchObject({ name: "network", session: {} });
    expect(() => choose(project, undefined)).toThrow(
      "The stack must be named if `local` runs several (got network, media)",
    );
  });
});

describe("outputs", () => {
  it("hides sensitive values without --reveal", async () => {
    const { folder } = stackFolder({ state: STATE });
    const { out } = await written(runOutputs, [folder]);
    expect(out).toBe("callbackUrl = (sensitive; --reveal shows it)\nqueueId = p1\nsizes = [1,2]\n");
    expect((await written(runOutputs, [folder, "--json"])).out).not.toContain(URL);
    expect((await written(runOutputs, [folder, "--reveal"])).out).toContain(`callbackUrl = ${URL}\n`);
  });

  it("shows the outputs of a stack without resources", async () => {
    const { folder } = stackFolder({
      state: { outputs: { db: { value: "10.0.0.1", type: "string" } }, resources: [] },
    });
    expect((await written(runOutputs, [folder])).out).toBe("db = 10.0.0.1\n");
  });
});

describeTerraform("a state that only Terraform can read", () => {
  it("is read from the backend and the workspace that the stack uses, without its providers", async () => {
    const { folder } = stackFolder({ state: STATE });
    const env = { ...process.env, TF_WORKSPACE: "default" };
    expect(await written(runCallbackUrl, [folder], env)).toEqual({ code: 0, out: `${URL}\n`, err: "" });
  });

  it("prints Terraform's message if the backend fails", async () => {
    const { folder } = stackFolder({ config: { terraform: { backend: { nowhere: {} } } } });
    await expect(written(runCallbackUrl, [folder])).rejects.toThrow(
      /terraform must read the state of media \(got exit code 1\):[^]*nowhere/,
    );
  });
});
