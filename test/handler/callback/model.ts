/** Twins: one model of a callback, written as XML and as JSON. */
export type Model = string | number | boolean | readonly Model[] | { readonly [name: string]: Model | undefined };

/** The model as the content of `<Response>`. An empty list is omitted, an empty text is an empty element. */
export function toXml(model: Model): string {
  return `<Response>${content(model)}</Response>`;
}

export function toJson(model: Model): string {
  return JSON.stringify(model);
}

function content(model: Model): string {
  if (typeof model !== "object") return escape(String(model));
  return Object.entries(model)
    .flatMap(([name, value]) =>
      (Array.isArray(value) ? (value as Model[]) : [value]).map((item) => element(name, item)),
    )
    .join("");
}

function element(name: string, value: Model | undefined): string {
  if (value === undefined) return "";
  const inner = content(value);
  return inner === "" ? `<${name}/>` : `<${name}>${inner}</${name}>`;
}

/** Any character that XML allows, in one of its forms; a carriage return must be a reference. */
function escape(text: string): string {
  return text.replace(/[&<>"'\r]/g, (char) => `&#${char.charCodeAt(0)};`).replaceAll("&#38;", "&amp;");
}

/** A callback with one job of this tag. */
export function jobModel(tag: string, operation: Model, over: Record<string, Model> = {}): Model {
  return {
    EventName: "TaskFinish",
    JobsDetail: [
      {
        Code: "Success",
        CreationTime: "2026-01-02T03:04:05+0800",
        EndTime: "2026-01-02T03:04:45+0800",
        Input: { BucketId: "media-1250000000", Object: "视频/in 1&2.mp4", Region: "ap-guangzhou", CosHeaders: [] },
        JobId: "j0123456789abcdef0123456789abcdef",
        Message: "",
        Operation: operation,
        QueueId: "p0123456789abcdef0123456789abcdef",
        StartTime: "-",
        State: "Success",
        Tag: tag,
        ...over,
      },
    ],
  };
}
