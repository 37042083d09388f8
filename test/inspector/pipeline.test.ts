import { expect, it } from "vitest";
import type { LocalCloud } from "../../local/cloud";
import { Inboxes } from "../../local/inspector/inboxes";
import { drawPipeline } from "../../local/inspector/pipeline";
import type { Json } from "../../local/resources/kind";
import { BUCKET, enableMedia, startCloud } from "../local/support";

type Cloud = Parameters<typeof drawPipeline>[0];

const QUIET = { traffic: new Map<string, never>(), outcomes: () => ({}) };

function resource(
  type: string,
  id: string,
  attributes: Readonly<Record<string, Json>>,
): LocalCloud["resources"][number] {
  return { type: `tencentcloud_${type}`, id, region: "ap-guangzhou", attributes };
}

function functionOf(name: string): LocalCloud["functions"][number] {
  return {
    ...{ region: "ap-guangzhou", namespace: "default", name, runtime: "Nodejs20.19", handler: "index.main_handler" },
    ...{ codeSha256: "0".repeat(64), environmentNames: [], versions: [], aliases: {}, instances: 0 },
  };
}

async function draw(url: string, resources: LocalCloud["resources"]): Promise<string[]> {
  const cloud = await startCloud();
  await enableMedia(cloud);
  const NotifyConfig = { Url: url, State: "On", Type: "Url", Event: "TaskFinish", ResultFormat: "XML" };
  cloud.changeQueue(BUCKET, { NotifyConfig });
  const functions = ["answers", "submits", "idles"].map(functionOf);
  const seen: Cloud = { buckets: cloud.buckets, resources, functions };
  const { nodes, edges } = drawPipeline(seen, new Inboxes({ ...cloud, resources }), QUIET, []);
  const titleOf = (id: string): string => nodes.find((node) => node.id === id)?.title || id.split(" ")[0]!;
  return edges.map(({ from, to }) => `${titleOf(from)} → ${titleOf(to)}`);
}

const SUBMITTER = resource("scf_trigger", "t1", {
  ...{ type: "cos", function_name: "submits", trigger_name: `${BUCKET}.cos.ap-guangzhou.myqcloud.com` },
});
const UPLOADS = [`${BUCKET} → submits`, "submits → jobs"];

it.each([
  {
    name: "a function URL",
    host: "localhost:4001",
    resources: [
      resource("scf_trigger", "t2", {
        ...{ type: "http", function_name: "answers" },
        trigger_attribute: JSON.stringify({ NetConfig: { ExtranetUrl: "https://localhost:4001" } }),
      }),
    ],
  },
  {
    name: "an API Gateway service",
    host: "localhost:4002",
    resources: [
      resource("api_gateway_service", "s", { outer_sub_domain: "localhost:4002" }),
      resource("api_gateway_api", "a", { service_id: "s", service_config_scf_function_name: "answers" }),
    ],
  },
  {
    name: "a custom domain",
    host: "media.example.com",
    resources: [
      resource("scf_custom_domain", "d", {
        ...{ domain: "media.example.com", endpoints_config: [{ function_name: "answers" }] },
      }),
    ],
  },
])("connects the queue through $name to the function, and uploads to jobs", async ({ host, resources }) => {
  expect(await draw(`http://${host}/secret`, [...resources, SUBMITTER])).toEqual([
    ...[`${BUCKET} → jobs`, "jobs → queue-1", `queue-1 → ${host}`, `${host} → answers`, "answers → outcome"],
    ...UPLOADS,
  ]);
});

it("shows an address served elsewhere, without further links", async () => {
  const edges = await draw("http://elsewhere.example.com/secret", []);
  expect(edges).toEqual([`${BUCKET} → jobs`, "jobs → queue-1", "queue-1 → elsewhere.example.com"]);
});

it("draws nothing if nothing is deployed", async () => {
  const cloud = await startCloud();
  expect(drawPipeline(cloud, new Inboxes(cloud), QUIET, [])).toEqual({ nodes: [], edges: [] });
});
