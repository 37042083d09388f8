/** States that a configuration reads and that do not exist locally: their outputs are simulated. */
import { inferType } from "../../provider/plugin/infer-type";
import type { Json } from "../resources/kind";
import { referencesIn } from "./references";
import { membersOf } from "./shape";
import { isRecord, textsIn } from "./usage";
import type { JsonFile } from "./usage";
import type { ValueFile } from "./value-file";
import { invent } from "./values";

const SOURCE = "terraform_remote_state";

export interface OutsideState {
  /** Content of the state file. */
  readonly text: string;
  /** Names of the invented outputs. */
  readonly invented: readonly string[];
}

/**
 * A state with every output that the configuration reads: the user's value, the literal default of the data source, or an
 * invented one.
 *
 * @param name of the data source
 */
export function outsideState(
  config: JsonFile,
  name: string,
  values: ValueFile,
  { region, appId }: { readonly region: string; readonly appId: string },
): OutsideState {
  const references = textsIn(config).flatMap((text) => referencesIn(text, SOURCE));
  const uses = references.flatMap(({ mode, name: other, path: [outputs, ...rest], isCollection }) => {
    return mode === "data" && other === name && outputs === "outputs" ? [{ path: rest, isCollection }] : [];
  });
  const userValues = values[`data.${SOURCE}.${name}`] ?? {};
  const defaults = ["data", SOURCE, name, "defaults"].reduce<Json>((inner, step) => {
    return isRecord(inner) ? (inner[step] ?? null) : null;
  }, config);
  const knownValues = { ...(isRecord(defaults) ? defaults : {}), ...userValues };
  const missing = [...membersOf([], uses)].filter(([output]) => !Object.hasOwn(knownValues, output));
  const invented = missing.map(([output, shape]) => {
    return [
      output,
      invent(output, shape.uses, { baseType: "state", seed: `${name} ${output}`, region, appId }),
    ] as const;
  });
  const outputs = Object.entries({ ...userValues, ...Object.fromEntries(invented) }).map(([output, value]) => {
    return [output, { value, type: inferType(value) }] as const;
  });
  const content = { version: 4, terraform_version: "1.5.0", serial: 1, lineage: `local-${name}`, resources: [] };
  return {
    text: JSON.stringify({ ...content, outputs: Object.fromEntries(outputs) }),
    invented: missing.map(([output]) => output),
  };
}
