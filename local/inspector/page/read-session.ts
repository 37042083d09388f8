/** Reads a session file. */
import type { CallbackDetail, SessionFile } from "../protocol";

/** The session in a file; `undefined` if it is not one. */
export function readSession(text: string): SessionFile | undefined {
  try {
    const file = JSON.parse(text) as SessionFile;
    const isSession = file.format === "cdktf-tencentcloud-ci session" && file.version === 1;
    return isSession && file.callbacks.every(isDetail) && Array.isArray(file.state.pipeline.nodes) ? file : undefined;
  } catch {
    return undefined;
  }
}

const ROW = { id: "string", order: "number", at: "number", title: "string", subject: "string", outcome: "string" };

/** Whether the page can show the value. Files are not trusted. */
export function isDetail(value: CallbackDetail): boolean {
  const fits = (object: object, types: Readonly<Record<string, string>>): boolean =>
    Object.entries(types).every(([name, type]) => typeof (object as Record<string, unknown>)[name] === type);
  return (
    fits(value.row, { ...ROW, state: "string", object: "string", answer: "string", kind: "string", ms: "number" }) &&
    fits(value, { url: "string", body: "string", answer: "string" }) &&
    [value.logs, value.journal, value.shots].every((list) => Array.isArray(list))
  );
}
