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
  const receiverHasAlarms = alarms !== undefined && hasAlarm(alarms, false);
  const receiver = new CallbackFunction(scope, "Function", {
    ...props,
    alarms: receiverHasAlarms ? alarms : undefined, // it never gives up a callback
    logs: props.logs ?? (alarms && {}),
    timeout: RECEIVER_TIMEOUT_S,
    verify: undefined, // the worker asks CI, so that CI does not wait for its own answer
    delivery: { role: "receiver", settings },
  });
  const internal = { ...internalProps(props), secret: receiver.secret };
  const logs = receiver.logs ?? props.logs;
  const workerAlarms = alarmsWithoutSilence(props, true);
  const worker = new CallbackFunction(scope, "Worker", {
    ...internal,
    ...{
      functionName: suffixedName(props, "worker"),
      logs,
      alarms: receiverHasAlarms ? workerAlarms : withoutSilence(props),
    },
    description: "CI callback handler: runs the user's code",
    delivery: { role: "worker", settings },
  });
  return { receiver, worker, sweeper: addSweeper(scope, internal, settings, logs) };
}

/** One function reads the topic and the inbox: the topic already stores its messages. */
export function topicFunctions(scope: Construct, props: CallbackFunctionProps, settings: Settings): DurableFunctions {
  const worker = new CallbackFunction(scope, "Function", { ...props, delivery: { role: "worker", settings } });
  const logs = worker.logs ?? props.logs;
  return { receiver: worker, worker, sweeper: addSweeper(scope, internalProps(props), settings, logs) };
}

function addSweeper(
  scope: Construct,
  props: CallbackFunctionProps,
  settings: Settings,
  logs: LogOptions | undefined,
): CallbackFunction {
  return new CallbackFunction(scope, "Sweeper", {
    ...props,
    ...{ functionName: suffixedName(props, "sweeper"), logs, alarms: alarmsWithoutSilence(props, false) },
    ...{ verify: undefined, timeout: SWEEPER_TIMEOUT_S },
    description: "CI callback handler: looks after the inbox",
    delivery: { role: "sweeper", settings },
  });
}

/** Properties of worker and sweeper: capacity is only for the function that CI calls. */
function internalProps(props: CallbackFunctionProps): CallbackFunctionProps {
  return { ...props, reservedMemory: undefined, provisionedInstances: undefined };
}

/** Alarms of a function that accepts no callback, so silence is normal. */
function withoutSilence({ alarms }: CallbackFunctionProps): CallbackFunctionProps["alarms"] {
  return alarms && { ...alarms, silenceMinutes: undefined };
}

/** `withoutSilence`, or undefined if no alarm is left. */
function alarmsWithoutSilence(props: CallbackFunctionProps, givesUp: boolean): CallbackFunctionProps["alarms"] {
  const alarms = withoutSilence(props);
  return alarms && hasAlarm(alarms, givesUp) ? alarms : undefined;
}

function suffixedName({ functionName }: CallbackFunctionProps, name: string): string | undefined {
  return functionName && `${functionName}-${name}`;
}
