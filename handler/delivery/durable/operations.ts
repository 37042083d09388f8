/** Operations on an inbox for operators. */
export { describeCallback } from "./describe";
export type { Described } from "./describe";
export { listCallbacks, listUnrouted } from "./list";
export type { Listed } from "./list";
export { purge } from "./purge";
export { redrive } from "./redrive";
export type { RedriveResult } from "./redrive";
