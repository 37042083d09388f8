/** State files of Terraform's local backend, version 4. */
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";

/** One managed resource, as `terraform show -json` has it. */
export interface ShownResource {
  readonly address: string;
  readonly type: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly tainted?: boolean;
}

interface StateFile {
  readonly resources: readonly StateResource[];
  readonly outputs: Readonly<Record<string, { readonly value: unknown }>>;
}

interface StateResource {
  readonly module?: string;
  readonly mode: "managed" | "data";
  readonly type: string;
  readonly name: string;
  readonly instances: readonly {
    readonly index_key?: string | number;
    readonly status?: "tainted";
    readonly attributes: Readonly<Record<string, unknown>>;
  }[];
}

/**
 * The state in a working directory; empty before the first apply. It is read here, since Terraform takes longer to show
 * it.
 *
 * @param directory initialized by Terraform
 */
export async function readState(directory: string): Promise<StateFile> {
  const text = await textIn(await pathOf(directory));
  return text === undefined ? { resources: [], outputs: {} } : (JSON.parse(text) as StateFile);
}

/** Managed resources of the root module, by address. */
export function resourcesOf({ resources }: StateFile): ShownResource[] {
  const shown = resources
    .filter(({ mode, module }) => mode === "managed" && module === undefined)
    .flatMap(({ type, name, instances }) =>
      instances.map(({ index_key: key, status, attributes }) => ({
        address: `${type}.${name}${key === undefined ? "" : `[${JSON.stringify(key)}]`}`,
        ...{ type, values: type === "terraform_data" ? withoutTypes(attributes) : attributes },
        ...(status === "tainted" && { tainted: true }),
      })),
    );
  return shown.sort((a, b) => (a.address < b.address ? -1 : 1));
}

/** Values by name, sensitive or not. */
export function outputsOf({ outputs }: StateFile): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
}

/** The state has the type beside each value of `terraform_data`. */
function withoutTypes(attributes: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const entries = Object.entries(attributes).map(([name, value]) => {
    const isTyped = typeof value === "object" && value !== null && "value" in value && "type" in value;
    return [name, isTyped ? value.value : value] as const;
  });
  return Object.fromEntries(entries);
}

/** `terraform init` writes the settings of the backend. */
async function pathOf(directory: string): Promise<string> {
  const settings = await textIn(resolve(directory, ".terraform/terraform.tfstate"));
  const { backend } = JSON.parse(settings ?? "{}") as {
    backend?: { readonly type: string; readonly config: { readonly path?: string | null } };
  };
  if (backend && backend.type !== "local") throw new Error(`backend must be local (got ${backend.type})`);
  return resolve(directory, backend?.config.path ?? "terraform.tfstate");
}

async function textIn(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
