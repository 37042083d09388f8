import type { Actions } from "../action";
import { aliases } from "./aliases";
import { domains } from "./domains";
import { functions } from "./functions";
import { limits } from "./limits";
import { triggers } from "./triggers";
import { versions } from "./versions";

/** Serverless Cloud Function, version 2018-04-16. @see https://cloud.tencent.com/document/api/583/17235 */
export const scf: Actions = { ...functions, ...versions, ...aliases, ...triggers, ...limits, ...domains };
