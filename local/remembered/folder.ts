/** Reads the types in a working directory of Terraform, from its configuration and its state. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Json } from "../resources/kind";
import { isRecord } from "./usage";
import type { JsonFile } from "./usage";

/** Types of a state with the names of their attributes. */
export type StateTypes = Readonly<Record<"resource" | "data", ReadonlyMap<string, readonly string[]>>>;

/** JSON files of the configuration in a folder and in the modules that it uses; other files are not read. */
export function configurationIn(folder: string): JsonFile[] {
  return [folder, ...modulesOf(folder)].flatMap((directory) => {
    if (!existsSync(directory)) return [];
    const names = readdirSync(directory).filter((name) => name.endsWith(".tf.json"));
    return names.flatMap((name) => {
      const file = readJson(join(directory, name));
      return isRecord(file) ? [file] : [];
    });
  });
}

/** Folders of installed modules. */
function modulesOf(folder: string): string[] {
  const index = readJson(join(folder, ".terraform", "modules", "modules.json"));
  const modules = isRecord(index) && Array.isArray(index["Modules"]) ? (index["Modules"] as Json[]) : [];
  const folders = modules.flatMap((module) =>
    isRecord(module) && typeof module["Dir"] === "string" ? [module["Dir"]] : [],
  );
  return [...new Set(folders.map((path) => resolve(folder, path)))].filter((path) => path !== resolve(folder));
}

/** Types in the states of a folder. Terraform needs a type until its objects are destroyed, even outside the configuration. */
export function stateTypesIn(folder: string, files: readonly JsonFile[]): StateTypes {
  const types = { resource: new Map<string, string[]>(), data: new Map<string, string[]>() };
  for (const file of stateFilesOf(folder, files)) {
    const state = readJson(file);
    const resources = isRecord(state) && Array.isArray(state["resources"]) ? (state["resources"] as Json[]) : [];
    for (const resource of resources) {
      if (!isRecord(resource) || typeof resource["type"] !== "string") continue;
      const mode = resource["mode"] === "data" ? "data" : "resource";
      const instances = Array.isArray(resource["instances"]) ? (resource["instances"] as Json[]) : [];
      const names = instances.flatMap((instance) => {
        return isRecord(instance) && isRecord(instance["attributes"] ?? null)
          ? Object.keys(instance["attributes"]!)
          : [];
      });
      const known = types[mode].get(resource["type"]) ?? [];
      types[mode].set(resource["type"], [...new Set([...known, ...names])]);
    }
  }
  return types;
}

/** State files of the local backend, in every workspace. */
function stateFilesOf(folder: string, files: readonly JsonFile[]): string[] {
  const initialisedBackend = readJson(join(folder, ".terraform", "terraform.tfstate")); // the backend that `init` has set up
  const configuredPaths = files.map((file) => valueAt(file, "terraform", "backend", "local", "path"));
  const paths = [valueAt(initialisedBackend, "backend", "config", "path"), ...configuredPaths, "terraform.tfstate"];
  const workspaces = join(folder, "terraform.tfstate.d");
  const workspaceFiles = existsSync(workspaces)
    ? readdirSync(workspaces).map((name) => join(workspaces, name, "terraform.tfstate"))
    : [];
  const backendFiles = paths.filter((path) => typeof path === "string").map((path) => resolve(folder, path));
  return [...new Set([...backendFiles, ...workspaceFiles])];
}

function valueAt(value: Json, ...names: readonly string[]): Json {
  return names.reduce<Json>((inner, name) => {
    const object = Array.isArray(inner) ? ((inner as Json[])[0] ?? null) : inner;
    return isRecord(object) ? (object[name] ?? null) : null;
  }, value);
}

/** Null for a file that does not exist or is not JSON. */
function readJson(path: string): Json {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Json;
  } catch {
    return null;
  }
}
