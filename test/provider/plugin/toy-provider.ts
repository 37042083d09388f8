/** A provider with one resource, a note in a JSON file, to test the plugin server with Terraform itself. */
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DiagnosticError, errorAt, isUnknown, warningAt } from "../../../provider/plugin";
import type { Provider, Resource } from "../../../provider/plugin";

interface Toy {
  readonly directory: string;
}

interface Note {
  readonly id: string;
  readonly name: string;
  readonly text: string | null;
  readonly secret: string | null;
  readonly tags: readonly string[] | null;
  readonly labels: Readonly<Record<string, string>> | null;
  readonly size: number;
  readonly extra: { readonly colour: string | null; readonly shade: string } | null;
  readonly item: readonly { readonly key: string; readonly value: number | null }[];
}

const path = (client: Toy, name: string): string => join(client.directory, `${name}.json`);

function save(client: Toy, config: Note, id: string): Note {
  if (config.text === "refuse") {
    throw new DiagnosticError(errorAt(["text"], "Text refused", `The toy does not store it. Secret ${config.secret}.`));
  }
  if (config.text === "crash") throw new TypeError("the toy broke");
  const extra = config.extra && { ...config.extra, shade: `${config.extra.colour ?? "no"} shade` };
  const state = { ...config, id, size: config.text?.length ?? 0, extra };
  writeFileSync(path(client, config.name), JSON.stringify(state));
  return state;
}

/** Rejects when Terraform asks to stop; a file shows that it is running. */
function stopped(client: Toy, signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as Error));
    writeFileSync(join(client.directory, "stalled"), "");
  });
}

const note: Resource<Toy, Note, { readonly writes: number }> = {
  schema: {
    version: 1,
    block: {
      attributes: {
        id: { type: "string", computed: true },
        name: { type: "string", required: true },
        text: { type: "string", optional: true },
        secret: { type: "string", optional: true, sensitive: true },
        tags: { type: ["set", "string"], optional: true },
        labels: { type: ["map", "string"], optional: true },
        size: { type: "number", computed: true },
        extra: {
          nested_type: {
            nesting_mode: "single",
            attributes: { colour: { type: "string", optional: true }, shade: { type: "string", computed: true } },
          },
          optional: true,
        },
      },
      block_types: {
        item: {
          nesting_mode: "list",
          max_items: 3,
          block: {
            attributes: { key: { type: "string", required: true }, value: { type: "number", optional: true } },
          },
        },
      },
    },
  },
  replaceOnChange: [["name"]],
  validate({ name, item }) {
    const problems = isUnknown(name) || /^[a-z]+$/.test(name) ? [] : [errorAt(["name"], "Bad name")];
    if (isUnknown(item)) return problems;
    const odd = item.findIndex((entry) => !isUnknown(entry) && entry.value === 13);
    return odd < 0 ? problems : [...problems, warningAt(["item", odd, "value"], "Unlucky number")];
  },
  plan: ({ prior, planned }) =>
    prior && planned.text !== prior.text
      ? { planned: { ...planned, size: isUnknown(planned.text) ? planned.size : (planned.text?.length ?? 0) } }
      : undefined,
  async create({ client, wanted: config, signal }) {
    if (config.text === "stall") await stopped(client, signal);
    return { state: save(client, config, `note-${config.name}`), private: { writes: 1 } };
  },
  read: ({ client, state }) => {
    const file = path(client, state.name);
    return Promise.resolve({ state: existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Note) : null });
  },
  update: ({ client, wanted: config, prior, private: remembered, log }) => {
    log.info("update", { secret: config.secret ?? "none" });
    return Promise.resolve({
      state: save(client, config, prior.id),
      private: { writes: (remembered?.writes ?? 0) + 1 },
    });
  },
  delete: ({ client, prior, private: remembered }) => {
    rmSync(path(client, prior.name));
    writeFileSync(path(client, "last-deleted"), JSON.stringify(remembered));
    return Promise.resolve();
  },
  import: ({ id }) => Promise.resolve({ state: { id, name: id.replace(/^note-/, "") } }),
  upgrade: (_version, state) => ({ ...state, text: state["content"] ?? null }),
};

export const TOY_SOURCE = "terraform.internal/test/toy";

export const TOY_PROVIDER: Provider<Toy> = {
  name: "toy",
  source: TOY_SOURCE,
  version: "1.0.0",
  schema: { version: 0, block: { attributes: { directory: { type: "string", required: true } } } },
  resources: { toy_note: note },
  dataSources: {
    toy_files: {
      schema: {
        version: 0,
        block: { attributes: { name: { type: "string", required: true }, any: { type: "dynamic", computed: true } } },
      },
      read: ({ config }) => Promise.resolve({ state: { ...config, any: { list: [1, "two", true], nothing: null } } }),
    },
  },
  configure: ({ directory }) => ({ directory: directory as string }),
};
