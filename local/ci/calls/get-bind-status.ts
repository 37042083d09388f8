import { BIND_ACTIONS } from "../../../api/actions";
import { buildXml } from "../../http/xml";
import type { Call } from "../../http/call";

export const getBindStatus: Call = {
  host: "pic",
  method: "GET",
  path: /^\/$/,
  actions: BIND_ACTIONS.read,
  run({ bucket }) {
    const headers = { "content-type": "application/xml" };
    return { status: 200, headers, body: buildXml("CIStatus", bucket.ciStatus) };
  },
};
