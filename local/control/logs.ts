/** `GET /control/logs?after=…` reads what functions wrote, and `GET /control/role?name=…` whether CAM has a role. */
import type { Request } from "../http/message";
import type { Logs } from "../scf/logs";

/** Lines of one answer. */
const MAX_LINES = 1000;

export interface LogAnswer {
  readonly Lines: readonly {
    readonly sequence: number;
    readonly at: string;
    readonly functionName: string;
    readonly requestId: string;
    readonly text: string;
  }[];
  /** What `after` of the next request is. */
  readonly Next: number;
}

export function answerLogs({ query }: Request, logs: Logs): LogAnswer {
  const after = Number(query.get("after") ?? 0);
  const limit = Math.min(Number(query.get("limit") ?? MAX_LINES), MAX_LINES);
  const Lines = logs.since(after, limit).map(({ sequence, line: { at, functionName, requestId, text } }) => {
    return { sequence, at: at.toISOString(), functionName, requestId, text };
  });
  return { Lines, Next: Lines.at(-1)?.sequence ?? after };
}

/** Roles that the service has made by itself, as every account has them that has opened its consoles. */
export const SERVICE_ROLES: readonly string[] = ["CI_QCSRole", "SCF_QcsRole"];
