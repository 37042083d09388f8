import type { Actions } from "../action";
import { apis } from "./apis";
import { domains } from "./domains";
import { ipStrategies } from "./ip-strategies";
import { releases } from "./releases";
import { services } from "./services";

/** API Gateway, version 2018-08-08. @see https://cloud.tencent.com/document/api/628/34901 */
export const apigateway: Actions = { ...services, ...apis, ...releases, ...domains, ...ipStrategies };
