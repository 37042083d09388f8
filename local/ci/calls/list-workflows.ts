import { listParam, xmlReply } from "../../http/call";
import type { Call } from "../../http/call";
import { pageOf } from "../paging";
import { workflowElement } from "./create-workflow";

/**
 * The workflows of a bucket, by id or by page. The pages do not say whether `name` is a prefix or the whole name. Here
 * it is a prefix, so that a caller that relies on an exact match fails.
 */
export const listWorkflows: Call = {
  host: "ci",
  method: "GET",
  path: /^\/workflow$/,
  needs: "media",
  actions: ["ci:DescribeMediaWorkflows"],
  run({ bucket, request: { query }, settings, requestId }) {
    const ids = listParam(query, "ids");
    const name = query.get("name") ?? "";
    const workflows = [...bucket.workflows.values()].filter(({ Name }) => Name.startsWith(name));
    if (ids.length > 0) {
      return xmlReply({
        RequestId: requestId,
        MediaWorkflowList: workflows
          .filter(({ WorkflowId }) => ids.includes(WorkflowId))
          .map((workflow) => workflowElement(workflow, bucket, settings.normaliseTopology)),
        NonExistIDs: ids.filter((id) => !bucket.workflows.has(id)),
      });
    }
    const { items, ...page } = pageOf(workflows, query);
    return xmlReply({
      RequestId: requestId,
      ...page,
      MediaWorkflowList: items.map((workflow) => workflowElement(workflow, bucket, settings.normaliseTopology)),
    });
  },
};
