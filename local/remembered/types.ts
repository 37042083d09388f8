import { configurationIn, stateTypesIn } from "./folder";
import { inferType, typeOfState } from "./schema";
import type { RememberedType } from "./schema";
import { usageOf } from "./usage";

/** Prefix of the types of the vendor's provider. */
export const TYPE_PREFIX = "tencentcloud_";

/** Types that are only remembered, by mode and name. */
export type RememberedTypes = Readonly<Record<"resource" | "data", Readonly<Record<string, RememberedType>>>>;

/**
 * The types that the configuration and the state of a folder use and that the simulation does not know.
 *
 * @param isSimulated whether the simulation knows a resource type
 */
export function rememberedTypesIn(folder: string, isSimulated: (type: string) => boolean): RememberedTypes {
  const files = configurationIn(folder);
  const used = usageOf(files, TYPE_PREFIX);
  const states = stateTypesIn(folder, files);
  const typesOf = (mode: "resource" | "data"): Record<string, RememberedType> => {
    const old = [...states[mode]].filter(([type]) => type.startsWith(TYPE_PREFIX) && !used[mode].has(type));
    const types = [
      ...old.map(([type, names]) => [type, typeOfState(names)] as const),
      ...[...used[mode]].map(([type, usage]) => [type, inferType(usage)] as const),
    ];
    return Object.fromEntries(types.filter(([type]) => mode === "data" || !isSimulated(type)));
  };
  return { resource: typesOf("resource"), data: typesOf("data") };
}
