/** A page that shows and controls a local cloud: what is deployed, and every callback as it arrives. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { LocalCloud } from "../cloud";
import { ServiceError } from "../http/errors";
import { readRequest, writeReply } from "../http/message";
import { listenHttp } from "../ingress/listener";
import { sampleEvents, sampleTags } from "../samples";
import { Actions } from "./actions";
import { Advance } from "./advance";
import { SECURITY_HEADERS } from "./assets";
import { BuildRuns } from "./compare/builds";
import { refusalOf } from "./guard";
import { Bodies } from "./bodies";
import { Inboxes } from "./inboxes";
import { MatrixRun } from "./matrix/run";
import { ObjectFiles, objectLimitOf } from "./objects/files";
import { Frames } from "./objects/frames";
import { ObjectLists } from "./objects/list";
import { drawPipeline } from "./pipeline";
import { Problems } from "./problems";
import type { State } from "./protocol";
import { Recorder } from "./recorder";
import { answer, json, requestLimitOf } from "./routes";
import { StackResources } from "./stack/resources";
import type { StackView } from "./stack/terraform";
import { Stream } from "./stream";
import { callbackSources } from "./targets";
import { topicRows } from "./topics";

/** Interval between two checks for changes: short enough to seem live. */
const TICK_MS = 150;

/** Options of `startInspector`. */
export interface InspectorOptions {
  /**
   * Port on 127.0.0.1.
   *
   * @default 0 - any free one
   */
  readonly port?: number;
  /**
   * Maximum number of callbacks that are kept; older ones are dropped.
   *
   * @default 10000
   */
  readonly limit?: number;
  /**
   * Messages about the app and its code.
   *
   * @default - none
   */
  readonly problems?: Problems;
  /**
   * The stacks that were applied to the cloud, called whenever the page asks for their resources.
   *
   * @default - none
   */
  readonly stacks?: () => readonly StackView[];
}

/** A running inspector. */
export interface Inspector {
  /** Address of the page, such as `http://127.0.0.1:40002/`. */
  readonly url: string;
  /** Event streams that are open. All tabs of a browser share one. */
  readonly pages: number;
  /** Stops the inspector; the cloud keeps running. */
  close(): Promise<void>;
}

/** Starts the inspector of a local cloud. */
export async function startInspector(cloud: LocalCloud, options: InspectorOptions = {}): Promise<Inspector> {
  const { port = 0, limit = 10_000, problems = new Problems(), stacks = () => [] } = options;
  const inboxes = new Inboxes(cloud);
  const recorder = new Recorder(cloud, inboxes, limit);
  const closing = new AbortController();
  const frames = new Frames();
  const matrix = new MatrixRun(cloud);
  const state = (): State => stateOf(cloud, inboxes, recorder, problems);
  const services = {
    ...{ cloud, recorder, inboxes, state },
    actions: new Actions(cloud, recorder, closing.signal),
    bodies: new Bodies(cloud, recorder),
    files: new ObjectFiles(cloud, frames),
    objects: new ObjectLists(cloud, recorder),
    resources: new StackResources(cloud, stacks),
    matrix,
    advance: new Advance(cloud, inboxes, closing.signal),
    builds: new BuildRuns(cloud, recorder, closing.signal),
  };
  const hello = { limit, samples: [...sampleTags, ...sampleEvents] };
  const stream = new Stream(recorder, hello, state);
  const handle = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
    const refusal = refusalOf(message, listener.port);
    if (refusal !== undefined) return writeReply(response, json(403, { error: refusal }));
    const { method: verb = "", url = "" } = message;
    const request = await readRequest(message, objectLimitOf(verb, url) ?? requestLimitOf(url));
    const { method, path, headers } = request;
    if (method !== "GET" || path !== "/api/events") {
      return writeReply(response, await answer(request, services));
    }
    const last = headers["last-event-id"];
    const isConnected = stream.open(response, Array.isArray(last) ? last[0] : last);
    if (!isConnected) writeReply(response, json(503, { error: "too many pages are open" }));
  };
  const listener = await listenHttp((message, response) => {
    handle(message, response).catch((error: unknown) => {
      if (!(error instanceof ServiceError) || response.headersSent) return void response.destroy();
      writeReply(response, { ...json(error.status, { error: error.message }), headers: { connection: "close" } });
    });
  }, port);
  const ticks = setInterval(() => {
    recorder.refresh();
    stream.send();
  }, TICK_MS).unref();
  return {
    url: `http://127.0.0.1:${listener.port}/`,
    get pages() {
      return stream.size;
    },
    async close() {
      clearInterval(ticks);
      closing.abort();
      recorder.close();
      stream.close();
      void matrix.stop(); // running cases end when the cloud is closed
      await frames.close();
      await Promise.all([listener.close(), services.builds.ended()]);
    },
  };
}

function stateOf(cloud: LocalCloud, inboxes: Inboxes, recorder: Recorder, problems: Problems): State {
  const topics = topicRows(cloud);
  return {
    topics,
    pipeline: drawPipeline(cloud, inboxes, recorder, topics),
    targets: callbackSources(cloud).map(({ id, label, format }) => ({ id, label, format })),
    buckets: cloud.buckets.map(({ name }) => name),
    faults: cloud.faults.all,
    problems: problems.all,
  };
}
