import fc from "fast-check";
import { expect, it } from "vitest";
import { buildXml } from "../../api/xml";
import { Deliveries, redactUrl } from "../../local/ci/delivery";
import { CallbackPoster } from "../../local/ci/post";
import { Executions } from "../../local/ci/executions";
import { Jobs } from "../../local/ci/jobs";
import { Clock } from "../../local/clock";
import { Buckets } from "../../local/cos/bucket";
import { Faults } from "../../local/faults";
import { checkSignature } from "../../local/http/auth";
import { dispatch, serviceHost } from "../../local/http/dispatch";
import { ServiceError } from "../../local/http/errors";
import type { Request } from "../../local/http/message";
import { goJson } from "../../local/resources/go-json";
import type { Json } from "../../local/resources/kind";
import { BUCKET, HOSTS } from "./support";

function services() {
  const clock = new Clock();
  const deliveries = new Deliveries(
    clock,
    new CallbackPoster({ timeoutMs: 1000, certificate: "", route: () => undefined }),
    new Faults(),
  );
  const jobs = new Jobs(clock, deliveries, 0);
  const executions = new Executions(clock, jobs, deliveries);
  const buckets = new Buckets("1250000000");
  clock.close(); // only the parsing of requests is tested
  return { clock, jobs, executions, buckets, notifications: { onEvent: () => {} } };
}

function request(method: string, path: string, body: string, headers: Record<string, string> = {}): Request {
  const all = { host: HOSTS.ci, "content-length": String(Buffer.byteLength(body)), ...headers };
  const question = path.indexOf("?");
  return {
    method,
    host: HOSTS.ci,
    path: question < 0 ? path : path.slice(0, question),
    query: new URLSearchParams(question < 0 ? "" : path.slice(question)),
    target: path,
    headers: all,
    body: Buffer.from(body),
    remoteAddress: "127.0.0.1",
  };
}

/** Element names that calls look for, among others. */
const name = fc.constantFrom(
  ..."Request MediaWorkflow Name State Topology Dependencies Nodes Start Input ObjectPrefix NotifyConfig Url Event Type".split(
    " ",
  ),
  ..."Snapshot_1 Operation Tag Object QueueId CallBack ExtFilter constructor toString End KafkaConfig".split(" "),
);
const text = fc.constantFrom(
  "",
  "Start",
  "End",
  "Snapshot_1",
  "Snapshot_1,End",
  "On",
  "Url",
  "Active",
  "in/",
  "http://a/",
  "x",
);
const content = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    text,
    fc.array(text, { maxLength: 3 }),
    fc.dictionary(name, tie("value"), { maxKeys: 5 }),
  ),
})).value;

const NOTIFY = { State: "On", Type: "Url", Url: "https://a.example.com/", Event: "TaskFinish" };
const WORKFLOW = {
  MediaWorkflow: {
    Name: "w",
    State: "Active",
    Topology: {
      Dependencies: { Start: "Snapshot_1", Snapshot_1: "End" },
      Nodes: {
        Start: { Type: "Start", Input: { ObjectPrefix: "in/", NotifyConfig: NOTIFY, ExtFilter: { State: "On" } } },
        Snapshot_1: { Type: "Snapshot", Operation: { Output: { Object: "out" } } },
      },
    },
  },
};
const JOB = { Tag: "SplitVideoParts", Input: { Object: "a" }, Operation: { SplitVideoParts: { Mode: "SHOTDETECT" } } };

type Tree = { readonly [name: string]: string | Tree };

/** Every position in a body, as a path of names. */
function paths(tree: Tree, path: readonly string[] = []): string[][] {
  return Object.entries(tree).flatMap(([key, value]) => {
    const childPath = [...path, key];
    return typeof value === "string" ? [childPath] : [childPath, ...paths(value, childPath)];
  });
}

function withValueAt(tree: Tree, [key, ...rest]: readonly string[], value: unknown): unknown {
  const inner = tree[key!];
  return { ...tree, [key!]: rest.length === 0 || typeof inner !== "object" ? value : withValueAt(inner, rest, value) };
}

it.each<[string, string, Tree]>([
  ["POST", "/jobs", { ...JOB, CallBack: "https://a.example.com/", CallBackFormat: "JSON" }],
  ["POST", "/workflow", WORKFLOW],
  ["PUT", "/queue/Q", { Name: "q", State: "Active", NotifyConfig: NOTIFY }],
])("%s %s answers any body or refuses it with an error of the service", (method, path, validBody) => {
  const serviceSet = services();
  const bucket = serviceSet.buckets.create(BUCKET, "ap-guangzhou");
  bucket.ciStatus = "on";
  const settings = { queueVisibleMs: 0, strictWorkflows: true, normaliseTopology: true } as never;
  const host = serviceHost(HOSTS.ci)!;
  dispatch(host, request("POST", "/mediabucket", ""), "id", { ...serviceSet, settings });
  const target = path.replace("Q", [...bucket.queues.keys()][0]!);
  const send = (xml: string) => dispatch(host, request(method, target, xml), "id", { ...serviceSet, settings });
  expect(send(buildXml("Request", validBody)).status).toBe(200);
  const body = fc.oneof(
    fc
      .tuple(fc.constantFrom(...paths(validBody)), content)
      .map(([path, value]) => buildXml("Request", withValueAt(validBody, path, value) as never)),
    fc.string().map((junk) => `<Request>${junk}</Request>`),
    fc.string(),
  );
  fc.assert(
    fc.property(body, (xml) => {
      try {
        send(xml);
      } catch (error) {
        if (!(error instanceof ServiceError)) throw error;
        expect(error.status).toBeGreaterThanOrEqual(400);
        expect(error.status).toBeLessThan(500);
      }
    }),
    { numRuns: 1000 },
  );
});

it("any authorization header is either accepted or refused, without another error", () => {
  const credentials = [{ secretId: "AKID", secretKey: "key" }];
  const part = fc.oneof(fc.string(), fc.constantFrom("AKID", "1;9999999999", "host", "%", "__proto__;host"));
  const header = fc
    .tuple(part, part, part, part)
    .map(
      ([ak, time, headers, params]) =>
        `q-sign-algorithm=sha1&q-ak=${ak}&q-sign-time=${time}&q-key-time=${time}&q-header-list=${headers}&q-url-param-list=${params}&q-signature=${"0".repeat(40)}`,
    );
  fc.assert(
    fc.property(fc.oneof(header, fc.string()), (authorization) => {
      expect(
        checkSignature(request("GET", "/queue?a=%&b", "", { authorization }), credentials, new Date()),
      ).toBeDefined();
    }),
  );
});

it("a recorded address never contains its query or its last path segment", () => {
  const secret = fc.stringMatching(/^[a-z0-9]{16,40}$/);
  fc.assert(
    fc.property(
      fc.constantFrom("", "/ci", "/release/ci"),
      secret,
      secret,
      fc.boolean(),
      (path, segment, query, slash) => {
        const url = redactUrl(
          `https://user:${query}@example.com${path}/${segment}${slash ? "/" : ""}?token=${query}#${query}`,
        );
        expect(url).not.toContain(segment);
        expect(url).not.toContain(query);
        expect(url).toContain(`https://example.com${path}/`);
      },
    ),
  );
});

it("JSON in the provider's form has the same value, the same text for any order of keys, and no < > &", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const json = goJson(value as Json);
      expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(value)));
      expect(json).not.toMatch(/[<>&]/);
      expect(goJson(JSON.parse(json) as Json)).toBe(json);
    }),
  );
});
