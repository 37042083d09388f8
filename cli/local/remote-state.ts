/** States that a stack reads by `terraform_remote_state`, as cdktf writes it for a reference to another stack. */
import { isDeepStrictEqual } from "node:util";
import { readConfig } from "./stack-folder";
import type { StackJson } from "./stack-folder";

/** Prefix of the id that cdktf gives to the data source of a reference. */
const CDKTF_REFERENCE = "cross-stack-reference-input-";

/** Settings of a backend that say how it is reached, not where the state is. */
const ACCESS = /^(secret_|security_token|access_|token|assume_role|profile|shared_credentials|acl|encrypt|accelerate)/;

/** A `terraform_remote_state` data source. */
export interface RemoteState {
  /** Name of the data source. */
  readonly name: string;
  /** Type of its backend, such as `cos`. */
  readonly backend: string;
  /** The stack of the app whose state it reads, which may be the reader. @default - none: a state outside the app */
  readonly stack?: string;
}

interface Folder {
  readonly name: string;
  readonly folder: string;
}

/** @param app all stacks of the app */
export function remoteStatesOf(folder: string, app: readonly Folder[]): RemoteState[] {
  const sources = readConfig(folder).data?.["terraform_remote_state"] ?? {};
  return Object.entries(sources).map(([name, { backend, config }]) => ({
    name,
    backend: typeof backend === "string" ? backend : "",
    stack: ownerOf(name, { [String(backend)]: config }, folder, app),
  }));
}

/**
 * Several stacks may share one backend by mistake; then the name of cdktf's reference decides, and another stack comes
 * before the reader itself.
 */
function ownerOf(name: string, backend: object, reader: string, app: readonly Folder[]): string | undefined {
  const owners = app.filter(({ folder }) => isDeepStrictEqual(locationOf(backend), locationOf(backendOf(folder))));
  const named = owners.find((owner) => name === `${CDKTF_REFERENCE}${owner.name}`);
  return (named ?? owners.find(({ folder }) => folder !== reader) ?? owners[0])?.name;
}

function backendOf(folder: string): NonNullable<NonNullable<StackJson["terraform"]>["backend"]> | undefined {
  return readConfig(folder).terraform?.backend;
}

/** Where a backend keeps the state. */
function locationOf(backend: object | undefined): unknown {
  return Object.entries(backend ?? {}).map(([type, settings]: [string, unknown]) => {
    const location = Object.entries(settings ?? {}).filter(([key, value]) => value != null && !ACCESS.test(key));
    return [type, Object.fromEntries(location)];
  });
}
