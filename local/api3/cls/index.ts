import type { Actions } from "../action";
import { alarms } from "./alarms";
import { indexes } from "./indexes";
import { logsets } from "./logsets";
import { search } from "./search";
import { topics } from "./topics";

/** Cloud Log Service, version 2020-10-16. @see https://cloud.tencent.com/document/api/614/56479 */
export const cls: Actions = { ...logsets, ...topics, ...indexes, ...alarms, ...search };
