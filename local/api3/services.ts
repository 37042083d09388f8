import type { Actions } from "./action";
import { apigateway } from "./apigateway";
import { cam } from "./cam";
import { ckafka } from "./ckafka";
import { cls } from "./cls";
import { scf } from "./scf";
import { sts } from "./sts";
import { tag } from "./tag";
import { tse } from "./tse";

/** The services by the first label of their host. */
export const SERVICES: Readonly<Record<string, Actions>> = { apigateway, cam, ckafka, cls, scf, sts, tag, tse };
