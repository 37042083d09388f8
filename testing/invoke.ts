import { randomUUID } from "node:crypto";
import type { CallbackContext, Ci, HandlerOptions, HttpResponse, Route, Routes, ScfFunction } from "../handler";

/** A parsed line of the handler's log. */
export interface LogEntry {
  readonly level: string;
  readonly message: string;
  readonly requestId: string;
  readonly [field: string]: unknown;
}

/** A call of one of the handler's routes. */
export interface RouteCall {
  /** Such as `onJob.SplitVideoParts` or `onFailedJob`. */
  readonly route: string;
  readonly event: unknown;
  /** Error that the route threw or rejected with; absent if it succeeded. */
  readonly error?: unknown;
}

/** Result of a callback. */
export interface Invocation {
  /** HTTP status of the answer. */
  readonly status: number;
  readonly answer: HttpResponse;
  /** Lines of this call, in order. */
  readonly log: readonly LogEntry[];
  /** Calls of routes, in order; a callback with several jobs makes several. */
  readonly calls: readonly RouteCall[];
  /** Route of the first call; absent if no route accepted the callback. */
  readonly route?: string;
}

/** Options of `invoke`. */
export interface InvokeOptions {
  /**
   * Replaces `ctx.ci`, or a part of it; nothing is then sent to CI and COS.
   *
   * @default - the real one, which needs the keys of a function's role
   */
  readonly ci?: Partial<Ci>;
  /**
   * Variables of the function's environment. The handler reads them at its first call.
   *
   * @default - those of the process, and a secret if it has none
   */
  readonly environment?: Readonly<Record<string, string>>;
  /** Headers of the request. @default {} */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Mark of `defineHandler` on its functions. */
interface Definition {
  readonly routes: Routes;
  readonly options: HandlerOptions;
  readonly defineHandler: (routes: Routes, options: HandlerOptions) => ScfFunction;
}

interface Recording {
  readonly calls: RouteCall[];
  readonly log: LogEntry[];
  readonly ci?: Partial<Ci>;
}

const MARK = Symbol.for("cdktf-tencentcloud-ci.handler");
const SECRETS = "CI_CALLBACK_SECRETS";
const TEST_SECRET = "0123456789abcdef0123456789abcdef";

/** Recording handlers by handler: duplicates are recognised across calls, as within an instance of the function. */
const recordingHandlers = new WeakMap<ScfFunction, ScfFunction>();
/** By request id. */
const recordings = new Map<string, Recording>();

/**
 * Calls a handler with a callback, as SCF calls it for a request with the right secret.
 *
 * @param handler result of `defineHandler`
 * @param callback body of the request; an object is sent as JSON
 * @example
 * const { status, route } = await invoke(handler, sampleCallback("SplitVideoParts"));
 */
export async function invoke(
  handler: ScfFunction,
  callback: string | Uint8Array | object,
  { ci, environment = {}, headers = {} }: InvokeOptions = {},
): Promise<Invocation> {
  const recordingHandler = recordingHandlerOf(handler);
  const requestId = randomUUID();
  const recording: Recording = { calls: [], log: [], ci };
  process.env[SECRETS] ??= TEST_SECRET;
  const restoreEnvironment = setEnvironment(environment);
  const endRecording = record(requestId, recording);
  try {
    const [secret = ""] = process.env[SECRETS].split(",");
    const event = { httpMethod: "POST", path: `/${secret.trim()}`, headers, ...bodyOf(callback) };
    const answer = await recordingHandler(event, { request_id: requestId });
    const { calls, log } = recording;
    return { status: answer.statusCode, answer, log, calls, route: calls[0]?.route };
  } finally {
    endRecording();
    restoreEnvironment();
  }
}

function bodyOf(callback: string | Uint8Array | object): { body: string; isBase64Encoded: boolean } {
  if (typeof callback === "string") return { body: callback, isBase64Encoded: false };
  if (callback instanceof Uint8Array) return { body: Buffer.from(callback).toString("base64"), isBase64Encoded: true };
  return { body: JSON.stringify(callback), isBase64Encoded: false };
}

/** The same handler, with routes that record their calls. */
function recordingHandlerOf(handler: ScfFunction): ScfFunction {
  const { routes, options, defineHandler } = definitionOf(handler);
  const onJob = routes.onJob && recordedRoutes("onJob.", routes.onJob);
  const recorder =
    recordingHandlers.get(handler) ??
    defineHandler({ ...recordedRoutes("", routes), ...(onJob && { onJob }) }, options);
  recordingHandlers.set(handler, recorder);
  return recorder;
}

function definitionOf(handler: ScfFunction): Definition {
  const definition = (handler as { [MARK]?: Definition } | undefined)?.[MARK];
  if (definition !== undefined) return definition;
  throw new TypeError(
    `invoke takes the result of defineHandler (got ${handler === undefined ? "nothing" : typeof handler})`,
  );
}

function recordedRoutes<Group extends object>(prefix: string, routes: Group): Group {
  const entries = Object.entries(routes).map(([name, route]) => {
    return [
      name,
      typeof route === "function" ? recordedRoute(`${prefix}${name}`, route as Route<unknown>) : (route as unknown),
    ];
  });
  return Object.fromEntries(entries) as Group;
}

function recordedRoute(name: string, route: Route<unknown>): Route<unknown> {
  return async (event, ctx) => {
    const recording = recordings.get(ctx.requestId);
    try {
      const result = await route(event, recording?.ci ? withCi(ctx, recording.ci) : ctx);
      recording?.calls.push({ route: name, event });
      return result;
    } catch (error) {
      recording?.calls.push({ route: name, event, error });
      throw error;
    }
  };
}

function withCi(ctx: CallbackContext, ci: Partial<Ci>): CallbackContext {
  const get = (_: object, name: string): unknown => Reflect.get(name in ci ? ci : ctx.ci, name);
  return Object.create(ctx, { ci: { value: new Proxy({}, { get }) } }) as CallbackContext;
}

/** Returns a function that restores the environment. */
function setEnvironment(variables: Readonly<Record<string, string>>): () => void {
  const original = Object.keys(variables).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, variables);
  return () => {
    for (const [name, value] of original) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  };
}

/** Captures the log lines of a call instead of printing them; returns a function that ends the capture. */
function record(requestId: string, recording: Recording): () => void {
  if (recordings.size === 0) captureLogs();
  recordings.set(requestId, recording);
  return () => {
    recordings.delete(requestId);
    if (recordings.size === 0) restoreLogs();
  };
}

let restoreLogs = (): void => {};

function captureLogs(): void {
  const { stdout } = process;
  const original = Object.getOwnPropertyDescriptor(stdout, "write");
  const write = stdout.write.bind(stdout) as (chunk: unknown, ...rest: unknown[]) => boolean;
  stdout.write = (chunk: unknown, ...rest: unknown[]): boolean => {
    const entry = typeof chunk === "string" ? entryOf(chunk) : undefined;
    const recording = recordings.get(String(entry?.requestId));
    if (entry === undefined || recording === undefined) return write(chunk, ...rest);
    recording.log.push(entry);
    return true;
  };
  restoreLogs = () => {
    if (original) Object.defineProperty(stdout, "write", original);
    else delete (stdout as { write?: unknown }).write;
  };
}

function entryOf(chunk: string): LogEntry | undefined {
  if (!chunk.startsWith("{")) return undefined;
  try {
    return JSON.parse(chunk) as LogEntry;
  } catch {
    return undefined;
  }
}
