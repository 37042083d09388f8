import type * as Net from "node:net";
import { ConfigurationError } from "./errors";

/**
 * Creates the check whether a request comes from an allowed network. CI publishes no list of its addresses, so this
 * check adds to the secret and does not replace it.
 *
 * @param cidrs networks or single addresses; an empty list allows everything
 * @throws ConfigurationError for an entry that is neither
 */
export function sourceChecker(cidrs: readonly string[]): (address: string | undefined) => boolean {
  if (cidrs.length === 0) return () => true;
  // Loaded only if needed: it would be half of a cold start.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const net = require("node:net") as typeof Net;
  const { isIP } = net;
  const allowed = new net.BlockList();
  for (const cidr of cidrs) add(net, allowed, cidr);
  return (address = "") => {
    const plain = address.replace(/^::ffff:(?=\d+\.)/i, "");
    return isIP(plain) !== 0 && allowed.check(plain, family(net, plain));
  };
}

function add(net: typeof Net, allowed: Net.BlockList, cidr: string): void {
  const [network = "", prefix, ...rest] = cidr.split("/");
  const longest = { 4: 32, 6: 128 }[net.isIP(network)] ?? NaN;
  const length = prefix === undefined ? longest : /^\d{1,3}$/.test(prefix) ? Number(prefix) : Infinity;
  if (rest.length > 0 || !(length <= longest)) {
    throw new ConfigurationError(
      `CI_CALLBACK_ALLOWED_CIDRS must hold networks such as 203.0.113.0/24 or 2001:db8::/32 (got "${cidr}")`,
    );
  }
  allowed.addSubnet(network, length, family(net, network));
}

function family(net: typeof Net, address: string): "ipv4" | "ipv6" {
  return net.isIP(address) === 4 ? "ipv4" : "ipv6";
}
