import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import type { DemoReport } from "../../scripts/demo/report";
import { program } from "../support/program";
import { describeTerraform } from "../support/terraform";

const ROOT = join(__dirname, "../..");

describeTerraform("npm run demo", () => {
  it("deploys, receives callbacks, refuses forged ones, redeploys, repairs drift and destroys within 90 s", async () => {
    const { stdout, stderr, status } = spawnSync(process.execPath, [await program("scripts/demo/main.ts"), "--json"], {
      cwd: ROOT,
      encoding: "utf8",
    });
    const report = JSON.parse(stdout) as DemoReport;

    expect(report.error, stderr).toBeUndefined();
    expect(report.checks.filter(({ held }) => !held)).toEqual([]);
    expect(report.checks.length).toBe(20);
    expect(report.seconds).toBeLessThan(90);
    expect(status).toBe(0);
  }, 180_000);

  it("removes what it has created when it is interrupted", async () => {
    const temporary = mkdtempSync(join(tmpdir(), "demo-test-"));
    onTestFinished(() => rmSync(temporary, { recursive: true }));
    const demo = spawn(process.execPath, ["scripts/run.mjs", "scripts/demo/main.ts"], {
      cwd: ROOT,
      detached: true, // a process group of its own, as a terminal gives it
      env: { ...process.env, TMPDIR: temporary },
    });
    let printed = "";
    demo.stdout.setEncoding("utf8").on("data", (text: string) => {
      if (!printed.includes("apply") && text.includes("apply")) process.kill(-demo.pid!, "SIGINT");
      printed += text;
    });
    const [code] = (await once(demo, "close")) as [number];

    expect(code).toBe(1);
    expect(printed).toContain("The demo ended early");
    expect(readdirSync(temporary)).toEqual([]);
  }, 60_000);
});
