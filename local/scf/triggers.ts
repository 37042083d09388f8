import type { Attributes } from "../resources/kind";
import { text } from "../resources/kind";
import type { StoredResource } from "../resources/kind";
import type { FunctionName } from "./model";

/** An enabled trigger. */
export interface Trigger {
  readonly id: string;
  readonly name: string;
  /** The condition; its form depends on the type. */
  readonly description: string;
  /** The user's text, which each event contains. */
  readonly argument: string;
  readonly target: FunctionName;
  readonly qualifier: string;
}

/** The stored triggers, for the sources that fire them. */
export interface Triggers {
  ofType(type: "cos" | "timer" | "ckafka"): Trigger[];
}

/** @param stored resources of type `tencentcloud_scf_trigger` */
export function triggersOf(stored: () => readonly StoredResource[]): Triggers {
  return {
    ofType: (type) =>
      stored()
        .filter(({ attributes }) => attributes["type"] === type && attributes["enable"] !== "CLOSE")
        .map(({ id, region, attributes }) => ({
          id: `${region} ${id}`,
          name: text(attributes, "trigger_name"),
          description: text(attributes, "trigger_desc"),
          argument: text(attributes, "custom_argument"),
          target: functionOf(attributes, region),
          qualifier: text(attributes, "qualifier") || "$LATEST",
        })),
  };
}

function functionOf(attributes: Attributes, region: string): FunctionName {
  return { region, namespace: text(attributes, "namespace"), name: text(attributes, "function_name") };
}
