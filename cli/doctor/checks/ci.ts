/** Checks queues, their callback settings, and workflows. */
import { CiApiError } from "../../../api/errors";
import { getMediaQueue } from "../../../api/queues";
import type { MediaQueue } from "../../../api/queues";
import { getWorkflow } from "../../../api/workflows";
import { redactUrl } from "../../../local/ci/delivery";
import type { Notify } from "../chain";
import { broken, ok } from "../finding";
import type { Check } from "../check";
import type { Finding } from "../finding";
import type { DoctorContext } from "../context";

const APPLY = "`cdktf deploy` restores the stack's setting; ask first who changed it";

export function ciChecks({ chain, ci }: DoctorContext): Check[] {
  const found = new Map<string, MediaQueue>();
  return [
    ...chain.queues.map((queue): Check => ({
      link: "queue",
      subject: queue.queueId,
      needs: ["credentials", "service"],
      run: async () => {
        const current = await getMediaQueue(ci, queue, queue.queueId);
        if (!current)
          return broken("the queue does not exist", "`cdktf deploy` adopts the bucket's queue as it is now");
        found.set(queue.queueId, current);
        if (current.state === queue.state) return ok(current.state);
        const effect = current.state === "Paused" ? ": jobs wait and report nothing" : "";
        return broken(`${current.state || "no state"}, but deployed as ${queue.state}${effect}`, APPLY);
      },
    })),
    ...chain.queues
      .filter(({ notify }) => notify.url !== "")
      .map((queue): Check => ({
        link: "callback",
        subject: queue.queueId,
        needs: ["credentials", "service"],
        run: async () => {
          const current = found.get(queue.queueId) ?? (await getMediaQueue(ci, queue, queue.queueId));
          if (!current) return { status: "unknown", finding: "the queue does not exist" };
          const { state, url, event, resultFormat } = current.notifyConfig;
          const events = event.split(",").map((name) => name.trim());
          return compareNotify(queue.notify, { state, url, events, format: resultFormat || "XML" });
        },
      })),
    ...chain.workflows.map(({ workflowId, state, ...ref }): Check => ({
      link: "workflow",
      subject: workflowId,
      needs: ["credentials", "binding"],
      run: async () => {
        const current = await getWorkflow(ci, ref, workflowId).catch((error: unknown) => {
          if (error instanceof CiApiError && /NotFound|NotExist/.test(error.code)) return undefined;
          throw error;
        });
        if (!current) return broken("the workflow does not exist", "`cdktf deploy` creates it again");
        if (current.state === state) return ok(`${current.state}: ${current.name}`);
        return broken(`${current.state}, but deployed as ${state}: ${current.name}`, APPLY);
      },
    })),
  ];
}

/** Addresses are compared but never printed: their path is the secret. */
function compareNotify(deployed: Notify, current: Notify): Finding {
  if (deployed.state === "On" && !/^on$/i.test(current.state)) {
    return broken("callbacks are off: jobs run and report nothing", APPLY);
  }
  if (deployed.url !== current.url) return broken(differenceOf(deployed.url, current.url), APPLY);
  const missing = deployed.events.filter((event) => !current.events.includes(event));
  if (missing.length > 0) return broken(`CI does not report ${missing.join(", ")}`, APPLY);
  if (deployed.format !== current.format) {
    return broken(`CI sends ${current.format}, but ${deployed.format} is deployed; the handler reads both`, APPLY);
  }
  return ok(`as deployed: ${current.events.join(", ")} as ${current.format} to ${redactUrl(current.url)}`);
}

function differenceOf(deployed: string, current: string): string {
  if (current === "") return "CI has no address";
  const [own, other] = [redactUrl(deployed), redactUrl(current)];
  return own === other
    ? `CI calls ${own} with another secret than the deployed one`
    : `CI calls ${other}, but ${own} is deployed`;
}
