/** Where the callbacks of a deployed stack go. */
import type { State } from "./state";

/** Outputs that are named like a callback address. */
const OUTPUT = /callback.*url/i;

export interface CallbackUrl {
  /** Secret included. */
  readonly url: string;
  /** Addresses of the resources that have it, and names of outputs. */
  readonly of: readonly string[];
}

/** Every address once: of queues, of workflows, and of outputs, for jobs that name their own. */
export function callbackUrlsOf({ resources, outputs }: State): CallbackUrl[] {
  const found = new Map<string, string[]>();
  const add = (url: unknown, of: string): void => {
    if (typeof url === "string" && URL.canParse(url)) found.set(url, [...(found.get(url) ?? []), of]);
  };
  for (const { address, type, attributes } of resources) {
    if (/^tencentci_media_(queue|workflow)$/.test(type)) add(notifyOf(attributes)?.["url"], address);
  }
  for (const [name, { value }] of Object.entries(outputs)) if (OUTPUT.test(name)) add(value, `output.${name}`);
  return [...found].map(([url, of]) => ({ url, of }));
}

/** The settings of callbacks of a queue or a workflow. */
export function notifyOf(attributes: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> | undefined {
  const config = [attributes["notify_config"]].flat()[0];
  return typeof config === "object" && config !== null ? (config as Readonly<Record<string, unknown>>) : undefined;
}
