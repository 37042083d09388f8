import { expect, it } from "vitest";
import { describeTerraform } from "../support/terraform";
import { expectNothingLeft, copyExample, QUICK_APP } from "./local-project";
import { runCli } from "./spawn";
import type { Line } from "./spawn";

describeTerraform("matrix", () => {
  it("applies a stack, reports each case and a summary, and leaves nothing behind", async () => {
    const project = copyExample(QUICK_APP);
    const args = ["matrix", "--callback=SplitVideoParts", "--callback=Snapshot", "--arrival=killed"];

    const { code, stdout, stderr } = await runCli([...args, "--require-routes", "--json"], project);

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
    await expectNothingLeft([], project);
  });
});
