import { readOptions } from "../options";
import { messageOf, Reporter, table } from "./report";
import { runScenario } from "./scenario";

const HELP = `Deploys examples/complete with real Terraform onto a local Tencent Cloud, lets CI call it back, changes
it, repairs it and destroys it. The cloud is a simulation; Terraform, the tencentci provider and the function are real.

  npm run demo              steps as they happen, then a table
  npm run demo -- --json    the same as one JSON object on standard output, the steps on standard error

Exit code 0 only if everything held. TERRAFORM_BINARY_NAME names another Terraform, such as tofu.`;

async function main(): Promise<number> {
  const { json } = readOptions(HELP, { json: { type: "boolean" } });
  const reporter = new Reporter(json ? console.error : console.log);
  // Ctrl-C also reaches Terraform, which then ends in order. A second Ctrl-C ends this program at once.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => reporter.interrupt());
  let failure: unknown;
  try {
    await runScenario(reporter);
  } catch (error) {
    failure = error ?? new Error("unknown failure");
  }
  const report = reporter.finish(failure);
  console.log(json ? JSON.stringify(report) : `\n${table(report)}`);
  return report.ok ? 0 : 1;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(`demo: ${messageOf(error)}`);
    process.exitCode = 2;
  },
);
