import type { Actions } from "../action";
import { policies } from "./policies";
import { roles } from "./roles";

/** Cloud Access Management, version 2019-01-16. @see https://cloud.tencent.com/document/api/598/33155 */
export const cam: Actions = { ...roles, ...policies };
