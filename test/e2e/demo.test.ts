import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { DemoReport } from "../../scripts/demo/report";
import { describeTerraform } from "../support/terraform";

const ROOT = join(__dirname, "../..");

describeTerraform("npm run demo", () => {
  it("deploys, is called back, refuses what it must, redeploys, repairs drift and destroys within 90 s", () => {
    const { stdout, stderr, status } = spawnSync(
      process.execPath,
      ["--import", "tsx", "scripts/demo/main.ts", "--json"],
      { cwd: ROOT, encoding: "utf8" },
    );
    const report = JSON.parse(stdout) as DemoReport;

    expect(report.error, stderr).toBeUndefined();
    expect(report.checks.filter(({ held }) => !held)).toEqual([]);
    expect(report.checks.length).toBe(20);
    expect(report.seconds).toBeLessThan(90);
    expect(status).toBe(0);
  }, 180_000);
});
