const VERSION_HEADER = "X-Ci-Content-Version";

/** What moderation callbacks have beside the headers of all: the form of their body, which is told by what is in it. */
export function moderationHeaders(body: Buffer): Record<string, string> {
  const content = read(body);
  if (typeof content?.["EventName"] === "string" && content["EventName"].startsWith("Review")) {
    return { [VERSION_HEADER]: "Detail" };
  }
  return content && "code" in content && "data" in content ? { [VERSION_HEADER]: "Simple" } : {};
}

function read(body: Buffer): Record<string, unknown> | undefined {
  if (body[0] !== "{".charCodeAt(0)) return undefined;
  try {
    return JSON.parse(body.toString("utf8")) as Record<string, unknown>;
  } catch {
    return undefined; // damaged on purpose
  }
}
