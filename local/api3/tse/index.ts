import type { Actions } from "../action";
import { rateLimits } from "./rate-limits";
import { routes } from "./routes";
import { services } from "./services";

/** Cloud native gateways, version 2020-12-07. Every gateway exists. @see https://cloud.tencent.com/document/api/1364/54937 */
export const tse: Actions = { ...services, ...routes, ...rateLimits };
