import type { Construct } from "constructs";
import { CallbackFunction } from "../function/callback-function";
import type { CallbackFunctionProps } from "../function/props";
import { hasAlarm } from "../monitoring/alarms";
import type { LogOptions } from "../monitoring/logs";

/** Functions of durable delivery. */
export interface DurableFunctions {
  /** The function behind the ingress. */
  readonly receiver: CallbackFunction;
  readonly worker: CallbackFunction;
  readonly sweeper: CallbackFunction;
}

/** Variables of the handler. */
type Settings = Readonly<Record<string, string>>;

/** Maximum duration of a sweep; most take a second. */
const SWEEPER_TIMEOUT_S = 300;
const RECEIVER_TIMEOUT_S = 15;

/** CI calls the receiver, which stores callbacks; the inbox calls the worker. */
export function urlFunctions(scope: Construct, props: CallbackFunctionProps, settings: Settings): DurableFunctions {
  const { alarms } = props;
  const isWatched = alarms !== undefined && hasAlarm(alarms, false);
  const receiver = new CallbackFunction(scope, "Function", {
    ...props,
    alarms: isWatched ? alarms : undefined, // it never gives up a callback
    logs: props.logs ?? (alarms && {}),
    timeout: RECEIVER_TIMEOUT_S,
    verify: undefined, // the worker asks CI, so that CI does not wait for its own answer
    delivery: { role: "receiver", settings },
  });
  const inner = { ...innerProps(props), secret: receiver.secret };
  const logs = receiver.logs ?? props.logs;
  const quiet = quietAlarms(props, true);
  const worker = new CallbackFunction(scope, "Worker", {
    ...inner,
    ...{ functionName: nameBeside(props, "worker"), logs, alarms: isWatched ? quiet : withoutSilence(props) },
    description: "CI callback handler: runs the user's code",
    delivery: { role: "worker", settings },
  });
  return { receiver, worker, sweeper: addSweeper(scope, inner, settings, logs) };
}

/** One function reads the topic and the inbox: messages of a topic need not be stored before they are handled. */
export function topicFunctions(scope: Construct, props: CallbackFunctionProps, settings: Settings): DurableFunctions {
  const worker = new CallbackFunction(scope, "Function", { ...props, delivery: { role: "worker", settings } });
  const logs = worker.logs ?? props.logs;
  return { receiver: worker, worker, sweeper: addSweeper(scope, innerProps(props), settings, logs) };
}

function addSweeper(
  scope: Construct,
  props: CallbackFunctionProps,
  settings: Settings,
  logs: LogOptions | undefined,
): CallbackFunction {
  return new CallbackFunction(scope, "Sweeper", {
    ...props,
    ...{ functionName: nameBeside(props, "sweeper"), logs, alarms: quietAlarms(props, false) },
    ...{ verify: undefined, timeout: SWEEPER_TIMEOUT_S },
    description: "CI callback handler: looks after the inbox",
    delivery: { role: "sweeper", settings },
  });
}

/** Worker and sweeper run beside the receiver: settings for the function that CI calls do not apply to them. */
function innerProps(props: CallbackFunctionProps): CallbackFunctionProps {
  return { ...props, reservedMemory: undefined, provisionedInstances: undefined };
}

/** Alarms of a function that accepts no callback. */
function withoutSilence({ alarms }: CallbackFunctionProps): CallbackFunctionProps["alarms"] {
  return alarms && { ...alarms, silenceMinutes: undefined };
}

/** `withoutSilence`, or undefined if no alarm is left. */
function quietAlarms(props: CallbackFunctionProps, givesUp: boolean): CallbackFunctionProps["alarms"] {
  const alarms = withoutSilence(props);
  return alarms && hasAlarm(alarms, givesUp) ? alarms : undefined;
}

function nameBeside({ functionName }: CallbackFunctionProps, name: string): string | undefined {
  return functionName && `${functionName}-${name}`;
}
