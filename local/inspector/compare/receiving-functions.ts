import type { LocalCloud } from "../../cloud";
import { addressOfTopic, topicOfAddress } from "../../kafka/address";
import { text } from "../../resources/kind";
import { addressesOf, hostOf } from "../addresses";

/** Environment variable with the secrets that a function accepts. */
const SECRETS = "CI_CALLBACK_SECRETS";

/**
 * Names of the functions that receive callbacks to an address: those behind its host or topic, otherwise those that
 * accept its secret.
 */
export function receivingFunctions(
  url: string,
  { resources, lags }: Pick<LocalCloud, "resources" | "lags">,
): readonly string[] {
  if (topicOfAddress(url)) {
    return lags.filter(({ topic }) => addressOfTopic(topic) === url).map(({ functionName }) => functionName);
  }
  const host = hostOf(url);
  const addressFunctions = addressesOf(resources).find((address) => address.host === host)?.functions;
  if (addressFunctions?.length) return addressFunctions;
  const path = URL.canParse(url) ? new URL(url).pathname : "";
  const last = path.split("/").filter(Boolean).at(-1);
  return resources
    .filter(({ type, attributes }) => {
      const environment = (attributes["environment"] ?? {}) as Readonly<Record<string, string>>;
      return (
        type === "tencentcloud_scf_function" &&
        secretsIn(environment).some((secret) => encodeURIComponent(secret) === last)
      );
    })
    .map(({ attributes }) => text(attributes, "name"));
}

const secretsIn = (environment: Readonly<Record<string, string>>): string[] =>
  (environment[SECRETS] ?? "").split(",").filter(Boolean);
