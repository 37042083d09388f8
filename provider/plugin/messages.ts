/**
 * The messages of plugin protocol 6 that this server speaks, as data. Numbers and meaning are the protocol's. Integers
 * are int32 here: for small numbers the wire format equals the protocol's int64.
 *
 * @see https://github.com/hashicorp/terraform-plugin-go/blob/main/tfprotov6/internal/tfplugin6/tfplugin6.proto
 */
import { Protobuf } from "./protobuf";
import type { Fields, FieldType } from "./protobuf";

const DIAGNOSTICS: FieldType = { repeated: "Diagnostic" };

/** Message → field → [number, type]. */
const MESSAGES: Readonly<Record<string, Fields>> = {
  Empty: {},
  DynamicValue: { msgpack: [1, "bytes"], json: [2, "bytes"] },
  Diagnostic: {
    severity: [1, "int32"],
    summary: [2, "string"],
    detail: [3, "string"],
    attribute: [4, "AttributePath"],
  },
  AttributePath: { steps: [1, { repeated: "Step" }] },
  Step: { attributeName: [1, "string"], elementKeyString: [2, "string"], elementKeyInt: [3, "int32"] },
  RawState: { json: [1, "bytes"] },

  Schema: { version: [1, "int32"], block: [2, "Block"] },
  Block: {
    version: [1, "int32"],
    attributes: [2, { repeated: "Attribute" }],
    blockTypes: [3, { repeated: "NestedBlock" }],
    description: [4, "string"],
    descriptionKind: [5, "int32"],
    deprecated: [6, "bool"],
  },
  Attribute: {
    name: [1, "string"],
    type: [2, "bytes"],
    description: [3, "string"],
    required: [4, "bool"],
    optional: [5, "bool"],
    computed: [6, "bool"],
    sensitive: [7, "bool"],
    descriptionKind: [8, "int32"],
    deprecated: [9, "bool"],
    nestedType: [10, "ObjectType"],
    writeOnly: [11, "bool"],
  },
  NestedBlock: {
    typeName: [1, "string"],
    block: [2, "Block"],
    nesting: [3, "int32"],
    minItems: [4, "int32"],
    maxItems: [5, "int32"],
  },
  ObjectType: { attributes: [1, { repeated: "Attribute" }], nesting: [3, "int32"] },
  ServerCapabilities: {
    planDestroy: [1, "bool"],
    getProviderSchemaOptional: [2, "bool"],
    moveResourceState: [3, "bool"],
  },

  ClientCapabilities: { deferralAllowed: [1, "bool"], writeOnlyAttributesAllowed: [2, "bool"] },

  IdentityAttribute: {
    name: [1, "string"],
    type: [2, "bytes"],
    requiredForImport: [3, "bool"],
    optionalForImport: [4, "bool"],
    description: [5, "string"],
  },
  IdentitySchema: { version: [1, "int32"], identityAttributes: [2, { repeated: "IdentityAttribute" }] },
  IdentityData: { identityData: [1, "DynamicValue"] },
  GetResourceIdentitySchemasResponse: {
    identitySchemas: [1, { map: "IdentitySchema" }],
    diagnostics: [2, DIAGNOSTICS],
  },
  UpgradeResourceIdentityRequest: { typeName: [1, "string"], version: [2, "int32"], rawIdentity: [3, "RawState"] },
  UpgradeResourceIdentityResponse: { upgradedIdentity: [1, "IdentityData"], diagnostics: [2, DIAGNOSTICS] },

  GetProviderSchemaResponse: {
    provider: [1, "Schema"],
    resourceSchemas: [2, { map: "Schema" }],
    dataSourceSchemas: [3, { map: "Schema" }],
    diagnostics: [4, DIAGNOSTICS],
    serverCapabilities: [6, "ServerCapabilities"],
  },
  ValidateProviderConfigRequest: { config: [1, "DynamicValue"] },
  ValidateProviderConfigResponse: { diagnostics: [2, DIAGNOSTICS] },
  ConfigureProviderRequest: { terraformVersion: [1, "string"], config: [2, "DynamicValue"] },
  DiagnosticsResponse: { diagnostics: [1, DIAGNOSTICS] },
  StopProviderResponse: { error: [1, "string"] },
  TypedConfigRequest: {
    typeName: [1, "string"],
    config: [2, "DynamicValue"],
    clientCapabilities: [3, "ClientCapabilities"],
  },
  DataConfigRequest: { typeName: [1, "string"], config: [2, "DynamicValue"] },

  UpgradeResourceStateRequest: { typeName: [1, "string"], version: [2, "int32"], rawState: [3, "RawState"] },
  UpgradeResourceStateResponse: { upgradedState: [1, "DynamicValue"], diagnostics: [2, DIAGNOSTICS] },
  ReadResourceRequest: { typeName: [1, "string"], currentState: [2, "DynamicValue"], private: [3, "bytes"] },
  ReadResourceResponse: {
    newState: [1, "DynamicValue"],
    diagnostics: [2, DIAGNOSTICS],
    private: [3, "bytes"],
    newIdentity: [5, "IdentityData"],
  },
  PlanResourceChangeRequest: {
    typeName: [1, "string"],
    priorState: [2, "DynamicValue"],
    proposedNewState: [3, "DynamicValue"],
    config: [4, "DynamicValue"],
    priorPrivate: [5, "bytes"],
  },
  PlanResourceChangeResponse: {
    plannedState: [1, "DynamicValue"],
    requiresReplace: [2, { repeated: "AttributePath" }],
    plannedPrivate: [3, "bytes"],
    diagnostics: [4, DIAGNOSTICS],
    legacyTypeSystem: [5, "bool"],
    plannedIdentity: [7, "IdentityData"],
  },
  ApplyResourceChangeRequest: {
    typeName: [1, "string"],
    priorState: [2, "DynamicValue"],
    plannedState: [3, "DynamicValue"],
    config: [4, "DynamicValue"],
    plannedPrivate: [5, "bytes"],
  },
  ApplyResourceChangeResponse: {
    newState: [1, "DynamicValue"],
    private: [2, "bytes"],
    diagnostics: [3, DIAGNOSTICS],
    legacyTypeSystem: [4, "bool"],
    newIdentity: [5, "IdentityData"],
  },
  ImportResourceStateRequest: { typeName: [1, "string"], id: [2, "string"], identity: [4, "IdentityData"] },
  ImportedResource: {
    typeName: [1, "string"],
    state: [2, "DynamicValue"],
    private: [3, "bytes"],
    identity: [4, "IdentityData"],
  },
  ImportResourceStateResponse: {
    importedResources: [1, { repeated: "ImportedResource" }],
    diagnostics: [2, DIAGNOSTICS],
  },
  MoveResourceStateRequest: {
    sourceProviderAddress: [1, "string"],
    sourceTypeName: [2, "string"],
    sourceState: [4, "RawState"],
    targetTypeName: [5, "string"],
  },
  MoveResourceStateResponse: {
    targetState: [1, "DynamicValue"],
    diagnostics: [2, DIAGNOSTICS],
    targetPrivate: [3, "bytes"],
  },
  ReadDataSourceResponse: { state: [1, "DynamicValue"], diagnostics: [2, DIAGNOSTICS] },
};

/** Fields of a oneof: their zero values are written too. */
const ONE_OF: Readonly<Record<string, readonly string[]>> = {
  Step: ["attributeName", "elementKeyString", "elementKeyInt"],
};

/** RPC → [request, response], of the service `tfplugin6.Provider`. Others answer "unimplemented". */
export const RPCS = {
  GetProviderSchema: ["Empty", "GetProviderSchemaResponse"],
  GetResourceIdentitySchemas: ["Empty", "GetResourceIdentitySchemasResponse"],
  ValidateProviderConfig: ["ValidateProviderConfigRequest", "ValidateProviderConfigResponse"],
  ValidateResourceConfig: ["TypedConfigRequest", "DiagnosticsResponse"],
  ValidateDataResourceConfig: ["DataConfigRequest", "DiagnosticsResponse"],
  ConfigureProvider: ["ConfigureProviderRequest", "DiagnosticsResponse"],
  UpgradeResourceState: ["UpgradeResourceStateRequest", "UpgradeResourceStateResponse"],
  UpgradeResourceIdentity: ["UpgradeResourceIdentityRequest", "UpgradeResourceIdentityResponse"],
  ReadResource: ["ReadResourceRequest", "ReadResourceResponse"],
  PlanResourceChange: ["PlanResourceChangeRequest", "PlanResourceChangeResponse"],
  ApplyResourceChange: ["ApplyResourceChangeRequest", "ApplyResourceChangeResponse"],
  ImportResourceState: ["ImportResourceStateRequest", "ImportResourceStateResponse"],
  MoveResourceState: ["MoveResourceStateRequest", "MoveResourceStateResponse"],
  ReadDataSource: ["DataConfigRequest", "ReadDataSourceResponse"],
  StopProvider: ["Empty", "StopProviderResponse"],
} as const;

export type RpcName = keyof typeof RPCS;

/** Encodes and decodes the messages. */
export const messages = new Protobuf(MESSAGES, ONE_OF);
