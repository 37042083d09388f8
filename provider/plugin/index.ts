/** A server for Terraform's plugin protocol 6. Independent of the cloud: it serves any `Provider`. */
export { reattachment } from "./handshake";
export { servePlugin, serveRuns } from "./serve";
export type {
  CallContext,
  ClientContext,
  ConfigureContext,
  CreateRequest,
  DataSource,
  DeleteRequest,
  ImportRequest,
  PlanRequest,
  PlanResult,
  Provider,
  ReadRequest,
  ReadResult,
  Resource,
  StateResult,
  UpdateRequest,
} from "./provider";
export { attributeType, blockType } from "./schema";
export type {
  Attribute,
  AttributeNesting,
  Block,
  BlockNesting,
  CtyType,
  NestedBlock,
  NestedType,
  Schema,
} from "./schema";
export { isObject, isUnknown, isWhollyKnown, UNKNOWN, valuesEqual } from "./values";
export type { MaybeUnknown, ObjectValue, Unknown, Unresolved, Value } from "./values";
export { DiagnosticError, errorAt, warningAt } from "./diagnostics";
export type { AttributePath, Diagnostic } from "./diagnostics";
export type { LogFields, Logger } from "./log";
