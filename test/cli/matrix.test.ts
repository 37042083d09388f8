import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { describeTerraform } from "../support/terraform";
import { runCli } from "./spawn";
import type { Line } from "./spawn";

const ROOT = join(__dirname, "../..");

describeTerraform("matrix", () => {
  it("applies a stack, reports each case and a summary, and leaves nothing behind", async () => {
    mkdirSync(join(ROOT, ".cache"), { recursive: true });
    const cwd = mkdtempSync(join(ROOT, ".cache", "matrix-"));
    const tmp = mkdtempSync(join(tmpdir(), "matrix-test-"));
    onTestFinished(() => [cwd, tmp].forEach((folder) => rmSync(folder, { recursive: true, force: true })));
    cpSync(join(ROOT, "examples/function-url"), cwd, {
      recursive: true,
      filter: (path) => !path.endsWith("cdktf.out"),
    });
    const files = readdirSync(cwd);
    const args = ["matrix", "--callback=SplitVideoParts", "--callback=Snapshot", "--arrival=killed"];
    const where = { cwd, env: { ...process.env, TMPDIR: tmp } };

    const { code, stdout, stderr } = await runCli([...args, "--require-routes", "--json"], where);

    const lines = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Line);
    expect(lines).toHaveLength(9);
    const routed = lines.find(({ callback, state }) => callback === "SplitVideoParts" && state === "ok");
    expect(routed).toMatchObject({ type: "case", arrival: "killed", outcome: "done", route: "onJob.SplitVideoParts" });
    const summary = { type: "summary", cases: 8, failed: 0, unrouted: ["Snapshot"], isGood: false };
    expect({ code, summary: lines.at(-1) }).toEqual({ code: 1, summary });
    expect(stderr).toContain("Applied: ");
    expect(stderr).toContain("\n4 of 8 cases\n");
    expect(stderr).toContain("\n8 of 8 cases\n");
    expect(readdirSync(cwd)).toEqual(files);
    expect(readdirSync(tmp).filter((name) => !name.startsWith("tsx-"))).toEqual([]); // tsx keeps what it has compiled
  });
});
