/** The README's deploy with the core's own command, to the packed package's local cloud. */
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";

/** The core's package in the registry → its command. */
export const CLIS = { cdktf: "cdktf-cli", cdktn: "cdktn-cli" } as const;

const BUCKET = "media-1250000000";

/** Runs a program to its end; returns its output. */
export type Run = (command: string, args: readonly string[], env: NodeJS.ProcessEnv) => Promise<string>;

/** Deploys, reads the callback URL, and destroys. @throws Error if a step fails */
export async function deployAsWritten(core: keyof typeof CLIS, cwd: string, run: Run): Promise<void> {
  const cloud = spawn(process.execPath, ["node_modules/cdktf-tencentcloud-ci/dist/local/main.js", BUCKET], {
    cwd,
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const env = { ...process.env, ...(await exportsOf(cloud)), CDKTF_SKIP_PROVIDER_LOCK: "true", CI: "true" };
    await run("npx", [core, "deploy", "--auto-approve"], env);
    const url = (await run("npx", ["cdktf-tencentcloud-ci", "callback-url"], env)).trim();
    if (!/^https:\/\/localhost:\d+\/[0-9a-f]{32}$/.test(url)) throw new Error("callback-url must print the address");
    const destroyed = await run("npx", [core, "destroy", "--auto-approve"], env);
    if (!destroyed.includes("Destroy complete!")) throw new Error(`${core} destroy must remove all resources`);
  } finally {
    cloud.kill("SIGINT");
    await new Promise((resolve) => cloud.on("close", resolve));
  }
}

/** The variables that a local cloud prints when it is up. */
function exportsOf(cloud: ChildProcess): Promise<Record<string, string>> {
  return new Promise((resolve, reject) => {
    let text = "";
    cloud.on("error", reject);
    cloud.stdout!.setEncoding("utf8").on("data", (more: string) => {
      text += more;
      const found = [...text.matchAll(/^export (\w+)=(.*)\n/gm)].map(([, name, value]) => [name!, value!] as const);
      if (found.some(([name]) => name === "no_proxy")) resolve(Object.fromEntries(found));
    });
  });
}
