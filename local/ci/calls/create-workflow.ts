import type { Bucket } from "../../cos/bucket";
import { invalidArgument } from "../../http/errors";
import { childOf, parseXml, textOf } from "../../http/xml";
import type { XmlElement } from "../../http/xml";
import { ciId } from "../../ids";
import { xmlReply } from "../../http/call";
import type { Call } from "../../http/call";
import { findQueue, requireQueue } from "../jobs";
import type { Workflow } from "../model";
import { oneOf } from "../notify-config";
import { normalise, readTopology, startInput } from "../topology";

const NAME = /^[\p{Script=Han}A-Za-z0-9_-]{1,128}$/u;

/** Creates a workflow. Names need not be unique: the documentation requires this only of ids. */
export const createWorkflow: Call = {
  host: "ci",
  method: "POST",
  path: /^\/workflow$/,
  needs: "media",
  actions: ["ci:CreateMediaWorkflow"],
  run({ bucket, request, clock, settings, requestId }) {
    const time = clock.timestamp();
    const workflow: Workflow = {
      ...readWorkflow(request.body, bucket),
      WorkflowId: ciId("w"),
      BucketId: bucket.name,
      CreateTime: time,
      UpdateTime: time,
    };
    bucket.workflows.set(workflow.WorkflowId, workflow);
    return xmlReply({
      RequestId: requestId,
      MediaWorkflow: workflowElement(workflow, bucket, settings.normaliseTopology),
    });
  },
};

/** Name, state and graph in the body of a create or update. A workflow without a state is paused. */
export function readWorkflow(body: Uint8Array, bucket: Bucket): Pick<Workflow, "Name" | "State" | "Topology"> {
  const element = childOf(parseXml(body, "Request"), "MediaWorkflow");
  const name = textOf(element, "Name") ?? "";
  if (!NAME.test(name)) {
    throw invalidArgument(
      `Name must be 1 to 128 Chinese characters, letters, digits, dashes or underscores (got ${name || "nothing"})`,
    );
  }
  const state = oneOf("State", textOf(element, "State") ?? "Paused", ["Active", "Paused"]);
  const topology = readTopology(element);
  const queueId = textOf(startInput(topology), "QueueId");
  if (queueId !== undefined) requireQueue(bucket, queueId);
  return { Name: name, State: state, Topology: topology };
}

export function workflowElement(workflow: Workflow, bucket: Bucket, isNormalised: boolean): XmlElement {
  const { Topology } = workflow;
  const answeredTopology = isNormalised ? normalise(Topology, findQueue(bucket, undefined)?.QueueId) : Topology;
  return { ...workflow, Topology: { ...answeredTopology } };
}
