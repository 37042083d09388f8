/** Duration of the first apply of an example with the vendor's real provider, which contains fixed sleeps. */
import { runLifecycle } from "../scripts/acceptance/lifecycle";
import { stackOfExample } from "../scripts/acceptance/stacks";
import type { Row } from "./figures";

const EXAMPLE = "function-url";
const BUCKET = "media-1250000000";

/**
 * The provider's sleeps on the longest chain of the example: URL, alias, version, function. Both sleeps are in
 * `waitScfFunctionReady` of tencentcloud/services/scf/service_tencentcloud_scf.go (1.83.25), which
 * `resource_tc_scf_function.go` calls after `CreateFunction` and `resource_tc_scf_function_version.go` after
 * `PublishVersion`. Alias and trigger do not sleep.
 */
const SLEEPS_S = { "the function is created": 3, "its version is published": 3 };

const SKIPPED = `skipped: the first apply of ${EXAMPLE} needs the vendor's provider, which TENCENTCLOUD_PROVIDER_BIN must name`;

/** The figure; undefined, with a message on standard error, if the vendor's provider is missing. */
export async function firstApply(): Promise<Row[]> {
  const executable = process.env["TENCENTCLOUD_PROVIDER_BIN"];
  if (!executable) {
    console.error(SKIPPED);
    return [];
  }
  const example = await stackOfExample(EXAMPLE, BUCKET, ["base"]);
  try {
    const { steps, ok } = await runLifecycle({ executable, stack: example.stack, buckets: [] }, () => {});
    const failed = steps.find((step) => !step.ok);
    if (!ok) throw new Error(`${EXAMPLE} must apply with the vendor's provider: ${failed?.name}: ${failed?.detail}`);
    const { seconds } = steps.find(({ name }) => name === "apply")!;
    const sleeps = Object.values(SLEEPS_S).reduce((sum, sleep) => sum + sleep, 0);
    const after = Object.entries(SLEEPS_S).map(([event, sleep]) => `${sleep} s after ${event}`);
    const detail = `${seconds.toFixed(1)} s against ${sleeps} s that the vendor's provider sleeps: ${after.join(", ")}`;
    return [{ name: `first apply of ${EXAMPLE}`, value: seconds / sleeps, unit: "×", target: 2, detail }];
  } finally {
    example.remove();
  }
}
