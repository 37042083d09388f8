/** Requests of the page to the server. */
import type { LocalCloud } from "../cloud";
import type { Reply, Request } from "../http/message";
import type { Actions } from "./actions";
import type { Advance } from "./advance";
import type { Bodies } from "./bodies";
import { assetReply } from "./assets";
import type { BuildRuns } from "./compare/builds";
import { detailOf } from "./detail";
import { readFault } from "./fault-input";
import type { Inboxes } from "./inboxes";
import { InputError, notKept, number, readFields } from "./input";
import type { State } from "./protocol";
import type { MatrixRun } from "./matrix/run";
import type { ObjectFiles } from "./objects/files";
import type { ObjectLists } from "./objects/list";
import type { Recorder } from "./recorder";
import { searchTexts } from "./search";
import type { StackResources } from "./stack/resources";
import { sessionFile } from "./session-file";

export interface RouteServices {
  readonly cloud: LocalCloud;
  readonly recorder: Recorder;
  readonly inboxes: Inboxes;
  readonly actions: Actions;
  readonly bodies: Bodies;
  readonly advance: Advance;
  readonly files: ObjectFiles;
  readonly objects: ObjectLists;
  readonly builds: BuildRuns;
  readonly resources: StackResources;
  readonly matrix: MatrixRun;
  readonly state: () => State;
}

/** A callback, or the bytes of its body. */
const CALLBACK = /^\/api\/callbacks\/([\w-]{1,64})(\/body)?$/;

/** Requests with a callback's body as a JSON text, which may be twice as long as the body. */
const WITH_BODY: readonly string[] = ["/api/check", "/api/send-body"];

/** Maximum size of a request to a path, in bytes. SCF passes on at most 6 MB. */
export const requestLimitOf = (path: string): number => (WITH_BODY.includes(path) ? 12 * 1024 * 1024 : 64 * 1024);

type Route = (body: string, services: RouteServices) => unknown;

/** Handlers by method and path; the result is the answer, as JSON. */
const ROUTES: Readonly<Record<string, Route>> = {
  "POST /api/send": (body, { actions }) => actions.send(readFields(body)),
  "POST /api/sample": (body, { bodies }) => bodies.sample(readFields(body)),
  "POST /api/check": (body, { bodies }) => bodies.check(readFields(body)),
  "POST /api/send-body": (body, { bodies }) => bodies.send(readFields(body)),
  "POST /api/repeat": (body, { actions }) => actions.repeat(readFields(body)),
  "POST /api/run-again": (body, { actions }) => actions.runAgain(readFields(body)),
  "POST /api/builds": (body, { builds }) => builds.list(readFields(body)),
  "POST /api/compare-builds": (body, { builds }) => builds.compare(readFields(body)),
  "POST /api/upload": (body, { actions }) => {
    actions.upload(readFields(body));
    return {};
  },
  "POST /api/objects": (body, { objects }) => objects.list(readFields(body)),
  "POST /api/object": (body, { objects }) => objects.detail(readFields(body)),
  "POST /api/resources": (body, { resources }) => resources.list(readFields(body)),
  "POST /api/resource": (body, { resources }) => resources.detail(readFields(body)),
  "POST /api/drift": (_, { resources }) => resources.drift(),
  "POST /api/matrix": (body, { matrix }) => matrix.start(readFields(body)),
  "POST /api/matrix/progress": (_, { matrix }) => matrix.progress,
  "POST /api/matrix/stop": (_, { matrix }) => matrix.stop(),
  "POST /api/redrive": async (body, { inboxes }) => ({ results: await inboxes.redrive(keysIn(body)) }),
  "POST /api/search": (body, { cloud, recorder, inboxes }) => searchTexts(readFields(body), cloud, recorder, inboxes),
  "POST /api/advance": (body, { advance }) => advance.run(readFields(body)),
  "POST /api/faults": (body, { cloud }) => {
    cloud.faults.add(readFault(readFields(body)));
    return {};
  },
  "POST /api/faults/remove": (body, { cloud }) => {
    const id = number(readFields(body), "id", 0, 0, Number.MAX_SAFE_INTEGER);
    if (id === 0) cloud.faults.clear();
    else cloud.faults.remove(id);
    return {};
  },
};

/** Answers a request that has passed the guard. */
export async function answer(request: Request, services: RouteServices): Promise<Reply> {
  const { method, path } = request;
  try {
    const file = await services.files.answer(request);
    if (file) return file;
    if (method === "GET") {
      const [, id, isBody] = CALLBACK.exec(path) ?? [];
      if (id !== undefined) return isBody ? bodyReply(id, services) : await detailReply(id, services);
      if (path === "/api/session") return await sessionReply(services);
    }
    const route = `${method} ${path}`;
    if (Object.hasOwn(ROUTES, route)) return json(200, await ROUTES[route]!(request.body.toString("utf8"), services));
    return (method === "GET" ? assetReply(path) : undefined) ?? json(404, { error: `the inspector has no ${route}` });
  } catch (error) {
    if (error instanceof InputError) {
      return json(error.code === "notKept" ? 404 : 400, { error: error.message, code: error.code });
    }
    console.error(error); // a bug in the inspector: the developer needs the stack trace, the page does not
    return json(500, { error: "internal error" });
  }
}

export function json(status: number, value: unknown): Reply {
  return { status, headers: { "content-type": "application/json" }, body: JSON.stringify(value) };
}

async function detailReply(id: string, { cloud, recorder, inboxes }: RouteServices): Promise<Reply> {
  const recorded = recorder.find(id);
  if (!recorded) throw notKept(id);
  return json(200, await detailOf(recorded, cloud, inboxes));
}

function bodyReply(id: string, { cloud, recorder }: RouteServices): Reply {
  const recorded = recorder.find(id);
  if (!recorded) throw notKept(id);
  const { requestBody } = recorded.delivery;
  const headers = { "content-type": "application/octet-stream", "content-disposition": "attachment" };
  return { status: 200, headers, body: cloud.sentOf(recorded.delivery)?.body ?? requestBody };
}

async function sessionReply({ cloud, recorder, inboxes, state }: RouteServices): Promise<Reply> {
  const headers = { "content-type": "application/json", "content-disposition": 'attachment; filename="session.json"' };
  return { status: 200, headers, body: await sessionFile(cloud, recorder, inboxes, state()) };
}

/** The keys in a request; `undefined` means all. */
function keysIn(body: string): readonly string[] | undefined {
  const { keys } = readFields(body);
  if (keys === undefined) return undefined;
  if (Array.isArray(keys) && keys.every((key) => typeof key === "string")) return keys;
  throw new InputError("keys must be a list of texts");
}
