import { isIPv4 } from "node:net";
import type { Functions } from "../scf/functions";
import type { FunctionName, ScfFunction } from "../scf/model";
import type { Ingress } from "./ingress";

/** Environment variable with the secrets that a function accepts. */
const SECRETS = "CI_CALLBACK_SECRETS";

/**
 * Local target of a callback URL: a local address, a name that this cloud serves, or the function that
 * accepts the secret in the URL. Nothing is sent to another machine.
 *
 * @param redirectLoopback target of an address of this machine; `undefined` for the address itself
 * @throws Error for any other address
 */
export function callbackRoute(
  ingress: Ingress,
  functions: Functions,
  redirectLoopback: (url: URL) => { readonly port: number } | undefined = () => undefined,
): (url: URL) => Promise<{ readonly port: number } | undefined> {
  return async (url) => {
    const { hostname } = url;
    if (isLoopback(hostname)) return redirectLoopback(url);
    const namedPort = ingress.portOf(hostname);
    if (namedPort !== undefined) return { port: namedPort };
    const secret = decodeURIComponent(url.pathname.split("/").filter(Boolean).at(-1) ?? "");
    const target = functions.all().find((candidate) => secretsOf(candidate).includes(secret));
    if (!target) {
      throw new Error(
        `The local cloud posts to this machine only (got ${hostname}), and no function accepts the secret of this URL: ` +
          "deploy the function behind the URL in the same app",
      );
    }
    return { port: await functionPort(ingress, functions, target) };
  };
}

function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || (isIPv4(hostname) && hostname.startsWith("127."));
}

function secretsOf({ latest }: ScfFunction): string[] {
  return (latest.config.environment[SECRETS] ?? "").split(",").filter(Boolean);
}

/** Opens an address of the function that only the local cloud uses. */
async function functionPort(ingress: Ingress, functions: Functions, { region, namespace, name }: FunctionName) {
  const id = ["callback", region, namespace, name].join(" ");
  const openAddress = ingress.addressOf(id);
  const address =
    openAddress ??
    (await ingress.openUrl(id, () => {
      const target = functions.find({ region, namespace, name });
      const qualifier = [...(target?.aliases.keys() ?? [])][0] ?? "$LATEST";
      return target && { function: { region, namespace, name }, qualifier, isAnonymous: true };
    }));
  return Number(address.split(":").at(-1));
}
