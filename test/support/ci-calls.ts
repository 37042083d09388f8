/** Compares a stack's calls to CI, from deployment to destruction, with those that its policy allows. */
import { onTestFinished } from "vitest";
import type { Need } from "../../cli/permissions/needs";
import type { LocalCloud } from "../../local/cloud";
import type { ReceivedRequest } from "./fake-server";
import { startForwarder } from "./forwarder";

/** Calls of media processing and the actions that their pages name: 460/41741, 1045/58195. */
const CALLS: readonly (readonly [call: RegExp, action: string])[] = [
  [/^GET pic \/$/, "ci:DescribeCIBuckets"],
  [/^PUT pic \/$/, "ci:CreateCIBucket"],
  [/^GET ci \/mediabucket$/, "ci:DescribeMediaBuckets"],
  [/^POST ci \/mediabucket$/, "ci:CreateMediaBucket"],
  [/^GET ci \/queue$/, "ci:DescribeMediaQueues"],
  [/^PUT ci \/queue\/\w+$/, "ci:UpdateMediaQueue"],
  [/^GET ci \/workflow$/, "ci:DescribeMediaWorkflows"],
  [/^POST ci \/workflow$/, "ci:CreateMediaWorkflow"],
  [/^PUT ci \/workflow\/\w+$/, "ci:UpdateMediaWorkflow"],
  [/^PUT ci \/workflow\/\w+\?paused$/, "ci:PausedMediaWorkflow"],
  [/^PUT ci \/workflow\/\w+\?active$/, "ci:ActiveMediaWorkflow"],
  [/^DELETE ci \/workflow\/\w+$/, "ci:DeleteMediaWorkflow"],
];
/** Needed to change or activate a workflow, which no example does. */
const RARE: readonly string[] = ["ci:UpdateMediaWorkflow", "ci:ActiveMediaWorkflow"];

export interface RecordedCalls {
  /** Endpoint in front of the cloud. */
  readonly url: string;
  /** Actions of all calls to CI; the call itself if no table has it. */
  actions(): string[];
}

export async function recordCalls(cloud: LocalCloud): Promise<RecordedCalls> {
  const forwarder = await startForwarder(cloud.url);
  onTestFinished(() => forwarder.close());
  return {
    url: forwarder.url,
    actions: () => [...new Set(forwarder.requests.flatMap(actionOf))].sort(),
  };
}

function actionOf({ method, host, path, query }: ReceivedRequest): string[] {
  const service = /(?:^|\.)(ci|pic)\.[a-z0-9-]+\.myqcloud\.com$/.exec(host)?.[1];
  if (service === undefined) return [];
  const state = Object.keys(query).find((name) => ["active", "paused"].includes(name));
  const call = `${method} ${service} ${path}${state ? `?${state}` : ""}`;
  return [CALLS.find(([pattern]) => pattern.test(call))?.[1] ?? call];
}

/** The action of any call: of CI, of API 3.0, or of COS as `doctor` and `logs` make them. */
export function actionsOf(request: ReceivedRequest): string[] {
  const { method, host, path, headers } = request;
  const name = headers["x-tc-action"];
  if (typeof name === "string") return [`${host.split(".")[0]}:${name}`];
  if (!host.includes(".cos.")) return actionOf(request);
  if (method === "HEAD" && path === "/") return ["name/cos:HeadBucket"];
  return [
    path === "/"
      ? `${method} bucket`.replace("GET bucket", "name/cos:GetBucket")
      : `name/cos:${OBJECT[method] ?? method}`,
  ];
}

const OBJECT: Readonly<Record<string, string>> = { GET: "GetObject", HEAD: "HeadObject" };

/** Called actions that are not allowed, and allowed ones that were not called. */
export function differencesOfCi(called: readonly string[], needs: readonly Need[]) {
  const allowed = new Set(needs.map(({ action }) => action).filter((action) => action.startsWith("ci:")));
  return {
    refused: called.filter((action) => !allowed.has(action)),
    unused: [...allowed].filter((action) => !called.includes(action) && !RARE.includes(action)),
  };
}
