import { parseCallback } from "../handler";
import type { CallbackEvent } from "../handler";

/** Summary of a callback. */
export interface CallbackAbout {
  /** `invalid` if the body is not a callback. */
  readonly event: string;
  /** Id of the job or the workflow run. */
  readonly subject?: string;
  /** A description for people. */
  readonly summary: string;
}

export function describeCallback(body: string | Uint8Array): CallbackAbout {
  try {
    return describe(parseCallback(body));
  } catch (error) {
    return { event: "invalid", summary: `not a callback: ${(error as Error).message}` };
  }
}

function describe(event: CallbackEvent): CallbackAbout {
  switch (event.type) {
    case "jobs": {
      const [job] = event.jobs;
      const more = event.jobs.length > 1 ? `and ${event.jobs.length - 1} more` : undefined;
      return about("TaskFinish", job?.jobId, [job?.tag, job?.state, job?.input?.object, more]);
    }
    case "workflow": {
      const { runId, workflowName, state, object } = event.execution;
      return about("WorkflowFinish", runId, [workflowName || "workflow", state, object]);
    }
    case "moderation":
      return about(event.eventName || "moderation", event.jobId, [event.state, event.verdict, event.object]);
    case "probe":
      return about("probe", undefined, []);
    case "unknown":
      return about(event.eventName ?? "unknown", undefined, []);
  }
}

function about(event: string, subject: string | undefined, words: readonly (string | undefined)[]): CallbackAbout {
  return { event, subject, summary: [event, ...words, subject].filter(Boolean).join(" ") };
}
