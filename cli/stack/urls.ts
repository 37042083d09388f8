/** Callback URLs of a deployed stack. */
import type { State } from "./state";

/** Names of outputs that hold a callback URL. */
const OUTPUT = /callback.*url/i;

export interface CallbackUrl {
  /** The URL, secret included. */
  readonly url: string;
  /** Addresses of the resources that use the URL, and names of outputs that hold it. */
  readonly of: readonly string[];
}

/** Every distinct URL: of queues, of workflows, and of outputs (for jobs that name their own URL). */
export function callbackUrlsOf({ resources, outputs }: State): CallbackUrl[] {
  const found = new Map<string, string[]>();
  const add = (url: unknown, owner: string): void => {
    if (typeof url === "string" && URL.canParse(url)) found.set(url, [...(found.get(url) ?? []), owner]);
  };
  for (const { address, type, attributes } of resources) {
    if (/^tencentci_media_(queue|workflow)$/.test(type)) add(notifyOf(attributes)?.["url"], address);
  }
  for (const [name, { value }] of Object.entries(outputs)) if (OUTPUT.test(name)) add(value, `output.${name}`);
  return [...found].map(([url, of]) => ({ url, of }));
}

/** The callback settings of a queue or a workflow. */
export function notifyOf(attributes: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> | undefined {
  const config = [attributes["notify_config"]].flat()[0];
  return typeof config === "object" && config !== null ? (config as Readonly<Record<string, unknown>>) : undefined;
}
