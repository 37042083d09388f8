import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { processStart } from "../../local/process-start";
import { Guardian } from "../../local/scf/guardian";
import { makeTemporaryFolder } from "../../local/temporary-folder";
import { isRunning } from "../cli/spawn";
import { program } from "../support/program";

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "leftovers-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

it("removes the temporary folders of ended processes, and no others", async () => {
  const parent = folder();
  const ownFolder = await makeTemporaryFolder("local-cloud", parent);
  const start = processStart(process.pid);
  const removable = [
    ...["local-cloud", "matrix", "frames"].map((purpose) => `${purpose}-2147483647-0-abcdef`),
    ...(start === undefined ? [] : [`local-cloud-${process.pid}-1-abc`]),
  ];
  const unrelated = ["local-cloud-abcdef", "notes", "matrix-1x"];
  for (const name of [...removable, ...unrelated]) mkdirSync(join(parent, name));

  const second = await makeTemporaryFolder("matrix", parent);

  const names = [ownFolder, second].map((path) => path.slice(parent.length + 1));
  expect(readdirSync(parent).sort()).toEqual([...unrelated, ...names].sort());
});

const BUSY = `setTimeout(() => { for (;;); }, 0);`;
/** Starts a guardian as a cloud does, in a process that a test can kill. */
const CLOUD = `
const { Guardian } = require(process.argv[2]);
const { spawn } = require("node:child_process");
const guardian = new Guardian(process.argv[1]);
const children = [1, 2].map(() => spawn(process.execPath, ["-e", ${JSON.stringify(BUSY)}], { detached: true, stdio: "ignore" }));
children.forEach(({ pid }) => guardian.add(pid));
guardian.remove(children[1].pid);
console.log(JSON.stringify(children.map(({ pid }) => pid)));
setInterval(() => {}, 1000);
`;

it("ends functions in an endless loop, and removes the folder, after a cloud is killed", async () => {
  const cloudFolder = folder();
  const cloud = spawn(process.execPath, ["-e", CLOUD, cloudFolder, await program("local/scf/guardian.ts")], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [busy, removed] = await new Promise<number[]>((resolve, reject) => {
    cloud.on("exit", () => reject(new Error("the cloud must print its functions (got none)")));
    cloud.stdout.once("data", (text: Buffer) => resolve(JSON.parse(text.toString()) as number[]));
  });
  onTestFinished(() => void [busy!, removed!].filter(isRunning).forEach((pid) => process.kill(pid, "SIGKILL")));
  expect([busy!, removed!].map(isRunning)).toEqual([true, true]);

  cloud.kill("SIGKILL");

  await expect.poll(() => [isRunning(busy!), existsSync(cloudFolder)], { timeout: 30_000 }).toEqual([false, false]);
  expect(isRunning(removed!)).toBe(true); // the guardian no longer has it
});

it("leaves no shell behind when the cloud is closed", async () => {
  const guardian = new Guardian(folder());
  guardian.add(2_147_483_647);
  guardian.remove(2_147_483_647);
  await guardian.close();
  await guardian.close();
});
