/**
 * Resource identity over gRPC: Terraform keeps it and imports by it from 1.12 on. The messages are read by the numbers of
 * the protocol's definition, apart from the server's own table.
 *
 * @see https://github.com/hashicorp/terraform-plugin-go/blob/main/tfprotov6/internal/tfplugin6/tfplugin6.proto
 */
import { Client, credentials } from "@grpc/grpc-js";
import type { ServiceError } from "@grpc/grpc-js";
import { decode, encode } from "@msgpack/msgpack";
import { parse } from "protobufjs";
import type { Root } from "protobufjs";
import { describe, expect, it, onTestFinished } from "vitest";
import { enableMedia } from "../../api/media-buckets";
import { listMediaQueues } from "../../api/queues";
import { createWorkflow } from "../../api/workflows";
import { bindCi } from "../../api/bind";
import { CiClient } from "../../api/client";
import { startLocalCloud } from "../../local/cloud";
import { listen } from "../../provider/plugin/grpc";
import { createLogger, Redactor } from "../../provider/plugin/log";
import { createHandlers } from "../../provider/plugin/rpc";
import { createProvider } from "../../provider/provider";
import { BUCKET, REGION, URL_ONE } from "./support";

const PROTOCOL: Root = parse(`
  syntax = "proto3";
  message Value { bytes msgpack = 1; bytes json = 2; }
  message Diagnostic { int32 severity = 1; string summary = 2; string detail = 3; }
  message Identity { Value identity_data = 1; }
  message IdentityAttribute {
    string name = 1; bytes type = 2; bool required_for_import = 3; bool optional_for_import = 4; string description = 5;
  }
  message IdentitySchema { int64 version = 1; repeated IdentityAttribute identity_attributes = 2; }
  message Empty {}
  message Schemas { map<string, IdentitySchema> identity_schemas = 1; repeated Diagnostic diagnostics = 2; }
  message Raw { bytes json = 1; }
  message UpgradeRequest { string type_name = 1; int64 version = 2; Raw raw_identity = 3; }
  message Upgraded { Identity upgraded_identity = 1; repeated Diagnostic diagnostics = 2; }
  message ConfigureRequest { string terraform_version = 1; Value config = 2; }
  message Configured { repeated Diagnostic diagnostics = 1; }
  message ImportRequest { string type_name = 1; string id = 2; Identity identity = 4; }
  message Imported { string type_name = 1; Value state = 2; bytes private = 3; Identity identity = 4; }
  message ImportResponse { repeated Imported imported_resources = 1; repeated Diagnostic diagnostics = 2; }
  message ReadRequest { string type_name = 1; Value current_state = 2; bytes private = 3; Identity current_identity = 6; }
  message ReadResponse { Value new_state = 1; repeated Diagnostic diagnostics = 2; bytes private = 3; Identity new_identity = 5; }
  message PlanRequest {
    string type_name = 1; Value prior_state = 2; Value proposed_new_state = 3; Value config = 4; bytes prior_private = 5;
    Identity prior_identity = 8;
  }
  message PlanResponse { Value planned_state = 1; bytes planned_private = 3; repeated Diagnostic diagnostics = 4; Identity planned_identity = 7; }
  message ApplyRequest { string type_name = 1; Value prior_state = 2; Value planned_state = 3; Value config = 4; bytes planned_private = 5; Identity planned_identity = 7; }
  message ApplyResponse { Value new_state = 1; bytes private = 2; repeated Diagnostic diagnostics = 3; Identity new_identity = 5; }
`).root;

type Message = Record<string, never>;
type Call = (rpc: string, request: string, response: string, message: object) => Promise<Message>;

interface Deployed {
  readonly call: Call;
  readonly queueId: string;
  readonly workflowId: string;
}

/** A configured provider behind gRPC, and a bucket with a queue and a workflow. */
async function deployed(): Promise<Deployed> {
  const cloud = await startLocalCloud({ buckets: [BUCKET] });
  onTestFinished(() => cloud.close());
  const ci = new CiClient({ credentials: cloud.credential, endpoint: cloud.url });
  const address = { bucket: BUCKET, region: REGION };
  await bindCi(ci, address);
  await enableMedia(ci, address);
  const [queue] = await listMediaQueues(ci, address);
  const topology = {
    Dependencies: { Start: "End" },
    Nodes: { Start: { Type: "Start", Input: { ObjectPrefix: "in/" } } },
  };
  const { workflowId } = await createWorkflow(ci, address, { name: "wf", state: "Active", topology });

  const provider = createProvider("0.0.0", {
    TENCENTCI_ENDPOINT: cloud.url,
    TENCENTCLOUD_SECRET_ID: cloud.credential.secretId,
    TENCENTCLOUD_SECRET_KEY: cloud.credential.secretKey,
  });
  const redactor = new Redactor();
  const host = { log: createLogger("test", redactor, () => undefined), redactor, stop: new AbortController() };
  const handlers = createHandlers(provider, host);
  const { address: served, close } = await listen({ handlers: () => handlers, shutdown: () => undefined });
  onTestFinished(close);
  const client = new Client(served.String, credentials.createInsecure());
  onTestFinished(() => client.close());
  const call: Call = (rpc, request, response, message) =>
    new Promise((resolve, reject) => {
      const [input, output] = [PROTOCOL.lookupType(request), PROTOCOL.lookupType(response)];
      client.makeUnaryRequest(
        `/tfplugin6.Provider/${rpc}`,
        (value: object) => Buffer.from(input.encode(value).finish()),
        (bytes: Buffer) => output.toObject(output.decode(bytes), { longs: Number, arrays: true }) as Message,
        message,
        (error: ServiceError | null, answer?: Message) => (error ? reject(error) : resolve(answer!)),
      );
    });
  const config = { msgpack: encode(Object.fromEntries(BLOCK.map((name) => [name, null]))) };
  await call("ConfigureProvider", "ConfigureRequest", "Configured", { terraformVersion: "1.12.0", config });
  return { call, queueId: queue!.queueId, workflowId };
}

const BLOCK = ["secret_id", "secret_key", "security_token", "region", "profile", "shared_credentials_dir", "endpoint"];

const identity = (members: object): object => ({ identityData: { msgpack: encode(members) } });
const valueIn = (value: Message | undefined): unknown => (value ? decode(value["msgpack"]!) : undefined);
const identityIn = (data: Message | undefined): unknown => (data ? valueIn(data["identityData"]) : undefined);

describe("resource identity", () => {
  it("exists for resources with permanent identifiers", async () => {
    const { call } = await deployed();
    const { identitySchemas } = await call("GetResourceIdentitySchemas", "Empty", "Schemas", {});
    const members = Object.entries(identitySchemas as unknown as Record<string, { identityAttributes: Message[] }>).map(
      ([type, { identityAttributes }]) => [
        type,
        identityAttributes.map(({ name, type: cty, requiredForImport, optionalForImport }) => [
          ...[name, Buffer.from(cty!).toString()],
          ...[Boolean(requiredForImport), Boolean(optionalForImport)],
        ]),
      ],
    );
    const required = (name: string): unknown[] => [name, '"string"', true, false];
    const optional = (name: string): unknown[] => [name, '"string"', false, true];
    expect(Object.fromEntries(members)).toEqual({
      tencentci_media_service: [required("bucket"), optional("region"), optional("family")],
      tencentci_media_queue: [required("bucket"), optional("region"), optional("family"), required("queue_id")],
      tencentci_media_workflow: [required("bucket"), optional("region"), required("workflow_id")],
    });
  });

  it.each(["service", "queue", "workflow"])("imports a %s as its id does, and does not change later", async (kind) => {
    const { call, queueId, workflowId } = await deployed();
    const typeName = `tencentci_media_${kind}`;
    const [partial, whole, id] = {
      service: [{ family: null }, { family: "media" }, ""],
      queue: [{ family: null, queue_id: queueId }, { family: "media", queue_id: queueId }, `/${queueId}`],
      workflow: [{ workflow_id: workflowId }, { workflow_id: workflowId }, `/${workflowId}`],
    }[kind]! as [object, object, string];
    const complete = { bucket: BUCKET, region: REGION, ...whole };

    const [byIdentity, alone, byId] = await Promise.all(
      [
        { identity: identity({ ...complete, ...partial }) },
        { identity: identity({ bucket: BUCKET, region: null, ...partial }) },
        { id: `${REGION}/${BUCKET}${id}` },
      ].map((by) => call("ImportResourceState", "ImportRequest", "ImportResponse", { typeName, ...by })),
    );
    for (const response of [byIdentity, alone]) expect(response).toEqual(byId);
    const [imported] = byId!["importedResources"] as unknown as [Message];
    expect(identityIn(imported["identity"])).toEqual(complete);

    const read = await call("ReadResource", "ReadRequest", "ReadResponse", {
      ...{ typeName, currentState: imported["state"], private: imported["private"] },
      currentIdentity: imported["identity"],
    });
    expect(identityIn(read["newIdentity"])).toEqual(complete);
    const state = read["newState"]!;
    const plan = await call("PlanResourceChange", "PlanRequest", "PlanResponse", {
      ...{ typeName, priorState: state, proposedNewState: state, config: state },
      ...{ priorPrivate: read["private"], priorIdentity: read["newIdentity"] },
    });
    expect([plan["diagnostics"], identityIn(plan["plannedIdentity"])]).toEqual([[], complete]);

    const none = { msgpack: encode(null) };
    const destroyed = await call("ApplyResourceChange", "ApplyRequest", "ApplyResponse", {
      ...{ typeName, priorState: state, plannedState: none, config: none, plannedPrivate: read["private"] },
    });
    expect([destroyed["diagnostics"], identityIn(destroyed["newIdentity"])]).toEqual([[], undefined]);
  });

  it("is set at creation, once the object has its id", async () => {
    const { call, queueId } = await deployed();
    const typeName = "tencentci_media_queue";
    const all = ["id", "family", "queue_id", "name", "state", "category", "max_size", "max_concurrent"];
    const members = [...all, "create_time", "update_time", "timeouts"];
    const notify = { ...Object.fromEntries(NOTIFY.map((name) => [name, null])), url: URL_ONE };
    const config = {
      ...Object.fromEntries(members.map((name) => [name, null])),
      ...{ bucket: BUCKET, region: REGION, notify_config: notify },
    };
    const none = { msgpack: encode(null) };
    const configured = { msgpack: encode(config) };
    const plan = await call("PlanResourceChange", "PlanRequest", "PlanResponse", {
      ...{ typeName, priorState: none, proposedNewState: configured, config: configured },
    });
    expect([plan["diagnostics"], identityIn(plan["plannedIdentity"])]).toEqual([[], undefined]);
    const applied = await call("ApplyResourceChange", "ApplyRequest", "ApplyResponse", {
      ...{ typeName, priorState: none, plannedState: plan["plannedState"], config: configured },
      plannedPrivate: plan["plannedPrivate"],
    });
    const whole = { bucket: BUCKET, region: REGION, family: "media", queue_id: queueId };
    expect([applied["diagnostics"], identityIn(applied["newIdentity"])]).toEqual([[], whole]);
  });

  it("is read from the state file, and refused if it is incomplete or invalid", async () => {
    const { call } = await deployed();
    const rawIdentity = { json: Buffer.from(JSON.stringify({ bucket: BUCKET, region: REGION, family: "ai" })) };
    const upgraded = await call("UpgradeResourceIdentity", "UpgradeRequest", "Upgraded", {
      ...{ typeName: "tencentci_media_service", version: 0, rawIdentity },
    });
    expect(identityIn(upgraded["upgradedIdentity"])).toEqual({ bucket: BUCKET, region: REGION, family: "ai" });
    const refusals = await Promise.all(
      [
        {
          typeName: "tencentci_media_queue",
          identity: identity({ bucket: BUCKET, region: null, family: null, queue_id: null }),
        },
        { typeName: "tencentci_media_workflow", identity: identity({ bucket: "no", region: null, workflow_id: "w1" }) },
        { typeName: "tencentci_callback_secret", identity: identity({}) },
      ].map((request) => call("ImportResourceState", "ImportRequest", "ImportResponse", request)),
    );
    expect(refusals.map(({ diagnostics }) => (diagnostics as unknown as [Message])[0]["summary"])).toEqual([
      ...["Incomplete identity", "Invalid import id", "tencentci_callback_secret has no identity"],
    ]);
  });
});

const NOTIFY = [
  ...["state", "event", "result_format", "type", "url", "url_wo", "url_wo_version"],
  ...["mq_mode", "mq_region", "mq_name", "kafka_region", "kafka_instance_id", "kafka_topic"],
];
