/** Checks of the `notify_config` attribute. */
import { checkCallbackUrl, checkReachable } from "./callback-url";
import type { Client } from "./client";
import { EVENTS, withDefaults } from "./notify";
import type { Notify, NotifyInput } from "./notify";
import { DiagnosticError, errorAt, warningAt } from "./plugin/diagnostics";
import type { Diagnostic } from "./plugin/diagnostics";
import { isUnknown, isWhollyKnown } from "./plugin/values";
import type { MaybeUnknown, Unresolved } from "./plugin/values";

/** Paths end inside the object: for the object itself Terraform would quote its source with the secret URL. */
const at = (name: string): readonly string[] => ["notify_config", name];
/** Arguments with a URL. */
const URLS = ["url", "url_wo"] as const;
const VALUES: Readonly<Record<string, readonly string[]>> = {
  state: ["On", "Off"],
  result_format: ["XML", "JSON"],
  type: ["Url", "TDMQ", "Kafka"],
  mq_mode: ["Topic", "Queue"],
  mq_region: ["sh", "bj", "gz", "cd", "hk"],
};

/** Members that a receiver type requires and other types refuse. */
const TARGETS = {
  Url: ["url", "url_wo", "url_wo_version"],
  TDMQ: ["mq_mode", "mq_region", "mq_name"],
  Kafka: ["kafka_region", "kafka_instance_id", "kafka_topic"],
} as const satisfies Readonly<Record<string, readonly (keyof Notify)[]>>;

/** Checks of the configuration alone. */
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

/** Checks that depend on the provider's settings; repeated at apply, when all values are known. */
export function checkNotifyTarget(
  notify: MaybeUnknown<NotifyInput | null>,
  client: Client | undefined,
): readonly Diagnostic[] {
  if (notify === null || isUnknown(notify) || !client?.isPublicCloud) return [];
  return URLS.flatMap((name) => {
    const url = notify[name];
    return typeof url === "string" ? checkReachable(url, at(name)) : [];
  });
}

/**
 * Problems found at apply: throws errors, returns warnings that the plan could not show.
 *
 * @throws DiagnosticError
 */
export function newProblems(problems: readonly Diagnostic[], planned: unknown): readonly Diagnostic[] {
  const errors = problems.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new DiagnosticError(errors);
  return isWhollyKnown(planned) ? [] : problems;
}

function checkEvents({ state, event }: Unresolved<Notify>): readonly Diagnostic[] {
  if (isUnknown(event)) return [];
  if (event.includes(null as never)) {
    const rule = `notify_config.event must not hold null: it may hold ${EVENTS.join(" and ")}.`;
    return [errorAt(at("event"), "Invalid event", rule)];
  }
  const unknown = event.find((name) => typeof name === "string" && !EVENTS.includes(name));
  if (unknown !== undefined) {
    const rule = `notify_config.event may hold ${EVENTS.join(" and ")} (got ${JSON.stringify(unknown)}).`;
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
  const { state, type } = notify;
  if (typeof type !== "string" || !Object.hasOwn(TARGETS, type)) return []; // reported already, or not known yet
  const problems = Object.entries(TARGETS).flatMap(([owner, members]) =>
    members.flatMap((name) => {
      const isAbsent = notify[name] === null || notify[name] === "";
      // A configuration without a URL may keep the object's URL, see `plannedNotify`.
      if (owner === type) return isAbsent && state === "On" && owner !== "Url" ? [missing(name, type)] : [];
      return isAbsent ? [] : [unexpected(name, owner, type)];
    }),
  );
  if (type !== "Url") return problems;
  const urlProblems = URLS.flatMap((name) => {
    const url = notify[name];
    return typeof url === "string" && url !== "" ? checkCallbackUrl(url, at(name)) : [];
  });
  return [...problems, ...urlProblems, ...checkWriteOnly(notify)];
}

/** Allows one of `url` and `url_wo`, and `url_wo` only with its version. */
function checkWriteOnly({ url, url_wo: address, url_wo_version: number }: Unresolved<Notify>): readonly Diagnostic[] {
  const isSet = (value: unknown): boolean => value !== null && value !== "";
  if (isSet(url) && isSet(address)) {
    return [errorAt(at("url_wo"), "Two callback URLs", "notify_config must have url or url_wo (got both).")];
  }
  if (isSet(address) === (number !== null)) return [];
  const [has, lacks] = number === null ? ["url_wo", "url_wo_version"] : ["url_wo_version", "url_wo"];
  return [errorAt(at(lacks), `Missing ${lacks}`, `notify_config.${lacks} is required with ${has} (got none).`)];
}

/** Refuses a URL that was unknown at plan time and is now null. */
export function checkUrl(notify: NotifyInput | null): readonly Diagnostic[] {
  return notify ? plannedNotify(withDefaults(notify), null).diagnostics : [];
}

/**
 * The planned settings. A generated configuration lacks sensitive values: without a URL, the object keeps its own.
 *
 * @param prior the object's settings
 */
export function plannedNotify(
  configured: Unresolved<Notify>,
  prior: Notify | null | undefined,
): { readonly notify: Unresolved<Notify>; readonly diagnostics: readonly Diagnostic[] } {
  const notify = { ...configured, url_wo: null };
  const isWriteOnly = configured.url_wo !== null || configured.url_wo_version !== null;
  const isMissing = notify.state === "On" && notify.type === "Url" && (notify.url === null || notify.url === "");
  if (!isMissing || isWriteOnly) return { notify, diagnostics: [] };
  if (notify.url === "" || !prior?.url || prior.type !== "Url") {
    return { notify, diagnostics: [missing("url", "Url")] };
  }
  const detail =
    "notify_config has no url, so CI keeps its address. Set url: without it this resource cannot be created again.";
  return { notify: { ...notify, url: prior.url }, diagnostics: [warningAt(at("url"), "Callback URL not set", detail)] };
}

function unexpected(name: string, owner: string, type: string): Diagnostic {
  return errorAt(at(name), `Unexpected ${name}`, `notify_config.${name} goes with type ${owner} (got type ${type}).`);
}

function missing(name: string, type: string): Diagnostic {
  return errorAt(
    at(name),
    `Missing ${name}`,
    `notify_config.${name} is required while state is On and type is ${type}.`,
  );
}
