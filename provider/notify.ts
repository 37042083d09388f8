/** The `notify_config` attribute: checks, defaults, and its translation from and to CI. */
import type { NotifyConfig } from "../api/notify-config";
import { checkCallbackUrl, checkReachable } from "./callback-url";
import type { Client } from "./client";
import { DiagnosticError, errorAt } from "./plugin/diagnostics";
import type { Diagnostic } from "./plugin/diagnostics";
import { isUnknown, isWhollyKnown, valuesEqual } from "./plugin/values";
import type { MaybeUnknown, Unresolved } from "./plugin/values";

/** As Terraform has it, with defaults filled in. */
export interface Notify {
  readonly state: string;
  readonly event: readonly string[];
  readonly result_format: string;
  readonly type: string;
  readonly url: string | null;
  readonly mq_mode: string | null;
  readonly mq_region: string | null;
  readonly mq_name: string | null;
}

/** As the user writes it. */
export type NotifyInput = { readonly [K in keyof Notify]: Notify[K] | null };

/** Paths end inside the object: at the object itself Terraform would quote its source, and with it the secret URL. */
const at = (name: string): readonly string[] => ["notify_config", name];
const EVENTS = ["TaskFinish", "WorkflowFinish"];
const VALUES: Readonly<Record<string, readonly string[]>> = {
  state: ["On", "Off"],
  result_format: ["XML", "JSON"],
  type: ["Url", "TDMQ"],
  mq_mode: ["Topic", "Queue"],
  mq_region: ["sh", "bj", "gz", "cd", "hk"],
};
const MQ_MEMBERS = ["mq_mode", "mq_region", "mq_name"] as const;

/** Fills in the defaults; what is unknown stays so. */
export function withDefaults(input: Unresolved<NotifyInput>): Unresolved<Notify> {
  return {
    ...input,
    state: input.state ?? "On",
    event: input.event ?? EVENTS,
    result_format: input.result_format ?? "XML",
    type: input.type ?? "Url",
  };
}

/** Checks that need nothing but the configuration. */
export function checkNotify(input: MaybeUnknown<NotifyInput | null>): readonly Diagnostic[] {
  if (input === null || isUnknown(input)) return [];
  const notify = withDefaults(input);
  const problems = Object.entries(VALUES).flatMap(([name, allowed]) => {
    const value: unknown = notify[name as keyof Notify];
    if (typeof value !== "string" || allowed.includes(value)) return [];
    return [
      errorAt(
        at(name),
        `Invalid ${name}`,
        `notify_config.${name} must be ${allowed.join(" or ")} (got ${JSON.stringify(value)}).`,
      ),
    ];
  });
  return [...problems, ...checkEvents(notify), ...checkTarget(notify)];
}

/** Checks that depend on where the provider works; repeated at apply, when everything is known. */
export function checkNotifyTarget(
  notify: MaybeUnknown<NotifyInput | null>,
  client: Client | undefined,
): readonly Diagnostic[] {
  if (notify === null || isUnknown(notify) || typeof notify.url !== "string" || !client?.isPublicCloud) return [];
  return checkReachable(notify.url, at("url"));
}

/**
 * Problems found at apply: errors are thrown, warnings returned if the plan could not give them yet.
 *
 * @throws DiagnosticError
 */
export function newProblems(problems: readonly Diagnostic[], planned: unknown): readonly Diagnostic[] {
  const errors = problems.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new DiagnosticError(errors);
  return isWhollyKnown(planned) ? [] : problems;
}

export function toApi(notify: Notify): NotifyConfig {
  const { state, event, result_format: resultFormat, type, url, mq_mode, mq_region, mq_name } = notify;
  return {
    state,
    event: EVENTS.filter((name) => event.includes(name)).join(","),
    resultFormat,
    type,
    url: url ?? "",
    mqMode: mq_mode ?? "",
    mqRegion: mq_region ?? "",
    mqName: mq_name ?? "",
  };
}

/** CI's own words in Terraform's form. What CI leaves open is taken as its documented default. */
export function fromApi(config: NotifyConfig): Notify {
  return {
    state: /^on$/i.test(config.state) ? "On" : "Off",
    event: config.event
      .split(",")
      .map((name) => name.trim())
      .filter((name) => name !== "")
      .sort(),
    result_format: config.resultFormat || "XML",
    type: config.type || "Url",
    url: config.url || null,
    mq_mode: config.mqMode || null,
    mq_region: config.mqRegion || null,
    mq_name: config.mqName || null,
  };
}

/** True when CI would do the same with both. Where callbacks are off, the rest does not count. */
export function isSameNotify(a: NotifyConfig, b: NotifyConfig): boolean {
  const [left, right] = [fromApi(a), fromApi(b)];
  if (left.state === "Off" && right.state === "Off") return true;
  return valuesEqual(left, right) && valuesEqual(a.other ?? null, b.other ?? null);
}

function checkEvents({ state, event }: Unresolved<Notify>): readonly Diagnostic[] {
  if (isUnknown(event)) return [];
  const odd = event.find((name) => typeof name === "string" && !EVENTS.includes(name));
  if (odd !== undefined) {
    const rule = `notify_config.event may hold ${EVENTS.join(" and ")} (got ${JSON.stringify(odd)}).`;
    return [errorAt(at("event"), "Invalid event", rule)];
  }
  if (event.length > 0 || state !== "On") return [];
  return [
    errorAt(
      at("event"),
      "No event",
      `notify_config.event must hold at least one of ${EVENTS.join(", ")} while state is On.`,
    ),
  ];
}

function checkTarget(notify: Unresolved<Notify>): readonly Diagnostic[] {
  const { state, type, url } = notify;
  const isOn = state === "On";
  if (type === "Url") {
    const stray = MQ_MEMBERS.filter((name) => notify[name] !== null);
    const problems = stray.map((name) =>
      errorAt(at(name), `Unexpected ${name}`, `notify_config.${name} goes with type TDMQ (got type Url).`),
    );
    if (url === null && isOn) problems.push(missing("url", "Url"));
    return typeof url === "string" ? [...problems, ...checkCallbackUrl(url, at("url"))] : problems;
  }
  if (type !== "TDMQ") return [];
  const problems = isOn ? MQ_MEMBERS.filter((name) => notify[name] === null).map((name) => missing(name, "TDMQ")) : [];
  if (url !== null)
    problems.push(errorAt(at("url"), "Unexpected url", "notify_config.url goes with type Url (got type TDMQ)."));
  return problems;
}

function missing(name: string, type: string): Diagnostic {
  return errorAt(
    at(name),
    `Missing ${name}`,
    `notify_config.${name} is required while state is On and type is ${type}.`,
  );
}
