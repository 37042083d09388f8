const VERSION_HEADER = "X-Ci-Content-Version";

/** Additional headers of moderation callbacks. They name the form of the body, which is detected from the body. */
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
    return undefined; // an intentionally damaged body
  }
}
