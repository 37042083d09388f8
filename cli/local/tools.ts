/** Tools that must be installed on this machine. */
import { runGroup } from "./group";
import type { GroupOptions, GroupResult } from "./group";

const OLDEST_NODE = [20, 9];
/** The version that the constructs require. Every OpenTofu release is later. */
const OLDEST_TERRAFORM = [1, 5];

/** Terraform, or the binary that TERRAFORM_BINARY_NAME names. */
export function terraformOf(env: NodeJS.ProcessEnv): string {
  return env["TERRAFORM_BINARY_NAME"] || "terraform";
}

/** @throws Error that says what is missing and what to do */
export async function checkTools(options: GroupOptions): Promise<void> {
  await Promise.all([checkNode(options), checkTerraform(options)]);
}

/** Providers and functions run on the `node` of PATH, whichever Node.js runs this command. */
async function checkNode(options: GroupOptions): Promise<void> {
  const oldest = OLDEST_NODE.join(".");
  const advice = `Node.js ${oldest} or later must be on PATH as node; see https://nodejs.org`;
  const { stdout } = await start("node", ["--version"], options, `${advice} (got none)`);
  const version = stdout.trim().replace(/^v/, "");
  if (isOlder(version, OLDEST_NODE)) throw new Error(`${advice} (got ${version})`);
}

async function checkTerraform(options: GroupOptions): Promise<void> {
  const name = terraformOf(options.env);
  const advice =
    "install Terraform (https://developer.hashicorp.com/terraform/install) or OpenTofu (https://opentofu.org/docs/intro/install), or name its program in TERRAFORM_BINARY_NAME";
  const missing = `${name} must be on PATH (got none); ${advice}`;
  // Terraform refuses an invalid variable already here. `withProviders` replaces it, and its error says what to do.
  const env = { ...options.env, TF_REATTACH_PROVIDERS: undefined };
  const { stdout, code, printed } = await start(name, ["version", "-json"], { ...options, env }, missing);
  if (code !== 0) throw new Error(`${name} version must succeed (got exit code ${code}): ${printed.trim()}; ${advice}`);
  const { terraform_version: version } = JSON.parse(stdout) as { terraform_version: string };
  if (isOlder(version, OLDEST_TERRAFORM)) {
    throw new Error(`${name} must be version ${OLDEST_TERRAFORM.join(".")} or later (got ${version}); ${advice}`);
  }
}

async function start(
  command: string,
  args: readonly string[],
  options: GroupOptions,
  missing: string,
): Promise<GroupResult> {
  try {
    const env = { ...options.env, CHECKPOINT_DISABLE: "1" }; // Terraform would look for a newer version
    return await runGroup(command, args, { ...options, env });
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === "ENOENT" ? new Error(missing, { cause: error }) : error;
  }
}

function isOlder(version: string, [major, minor]: readonly number[]): boolean {
  const [ownMajor = 0, ownMinor = 0] = version.split(".").map(Number);
  return ownMajor < major! || (ownMajor === major && ownMinor < minor!);
}
