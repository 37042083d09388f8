/**
 * Calls on templates.
 *
 * @see https://www.tencentcloud.com/document/product/1045/48925
 */
import { TEMPLATE_ACTIONS } from "../../../api/actions";
import { listParam, xmlReply } from "../../http/call";
import type { Call } from "../../http/call";
import { parseXml, textOf } from "../../http/xml";
import { pageOf } from "../paging";
import * as templates from "../templates";
import type { TemplateRequest } from "../templates";

export const createTemplate: Call = {
  host: "ci",
  method: "POST",
  path: /^\/template$/,
  needs: "bound",
  actions: TEMPLATE_ACTIONS.create,
  run({ bucket, request, clock, requestId }) {
    const template = templates.createTemplate(bucket, readTemplate(request.body), clock.timestamp());
    return xmlReply({ RequestId: requestId, Template: templates.templateElement(template) });
  },
};

export const updateTemplate: Call = {
  host: "ci",
  method: "PUT",
  path: /^\/template\/([^/]+)$/,
  needs: "bound",
  actions: TEMPLATE_ACTIONS.update,
  run({ bucket, request, params: [id], clock, requestId }) {
    const template = templates.updateTemplate(bucket, id!, readTemplate(request.body), clock.timestamp());
    return xmlReply({ RequestId: requestId, Template: templates.templateElement(template) });
  },
};

/** By id, or page by page. */
export const listTemplates: Call = {
  host: "ci",
  method: "GET",
  path: /^\/template$/,
  needs: "bound",
  actions: TEMPLATE_ACTIONS.list,
  run({ bucket, request: { query }, requestId }) {
    const ids = listParam(query, "ids");
    const matchesParam = (name: string, value: string): boolean => !query.get(name) || query.get(name) === value;
    const found = [...bucket.templates.values()]
      .filter(({ TemplateId }) => ids.length === 0 || ids.includes(TemplateId))
      .filter(({ Tag, Category }) => matchesParam("tag", Tag) && matchesParam("category", Category))
      .filter(({ Name }) => Name.startsWith(query.get("name") ?? ""));
    const { items, ...page } = pageOf(found, query);
    return xmlReply({ RequestId: requestId, ...page, TemplateList: items.map(templates.templateElement) });
  },
};

export const deleteTemplate: Call = {
  host: "ci",
  method: "DELETE",
  path: /^\/template\/([^/]+)$/,
  needs: "bound",
  actions: TEMPLATE_ACTIONS.delete,
  run({ bucket, params: [id], requestId }) {
    const { TemplateId } = templates.requireTemplate(bucket, id!);
    bucket.templates.delete(TemplateId);
    return xmlReply({ RequestId: requestId, TemplateId });
  },
};

function readTemplate(body: Uint8Array): TemplateRequest {
  const request = parseXml(body, "Request");
  const contents = Object.fromEntries(Object.entries(request).filter(([name]) => name !== "Tag" && name !== "Name"));
  return { tag: textOf(request, "Tag") ?? "", name: textOf(request, "Name") ?? "", contents };
}
