/** For users' tests: samples of CI's callbacks, a handler called as SCF calls it, and the local cloud. */
export { invoke } from "./invoke";
export type { Invocation, InvokeOptions, LogEntry, RouteCall } from "./invoke";
export { startLocalCloud } from "./local-cloud";
export type { TestCloud, TestDelivery, TestLogLine } from "./local-cloud";
export type { LocalCloudOptions } from "../local/options";
export { sampleCallback, sampleEvents, sampleTags } from "../local/samples";
export type { SampleOptions } from "../local/samples";
