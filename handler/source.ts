import { BlockList, isIP } from "node:net";
import { ConfigurationError } from "./errors";

/**
 * Makes the check whether a request comes from an allowed network. CI publishes no list of its addresses, so this
 * stands beside the secret, never for it.
 *
 * @param cidrs networks or single addresses; none allows everything
 * @throws ConfigurationError for what is neither
 */
export function sourceChecker(cidrs: readonly string[]): (address: string | undefined) => boolean {
  if (cidrs.length === 0) return () => true;
  const allowed = new BlockList();
  for (const cidr of cidrs) add(allowed, cidr);
  return (address = "") => {
    const plain = address.replace(/^::ffff:(?=\d+\.)/i, "");
    return isIP(plain) !== 0 && allowed.check(plain, family(plain));
  };
}

function add(allowed: BlockList, cidr: string): void {
  const [network = "", prefix, ...rest] = cidr.split("/");
  const longest = { 4: 32, 6: 128 }[isIP(network)] ?? NaN;
  const length = prefix === undefined ? longest : /^\d{1,3}$/.test(prefix) ? Number(prefix) : Infinity;
  if (rest.length > 0 || !(length <= longest)) {
    throw new ConfigurationError(
      `CI_CALLBACK_ALLOWED_CIDRS must hold networks such as 203.0.113.0/24 or 2001:db8::/32 (got "${cidr}")`,
    );
  }
  allowed.addSubnet(network, length, family(network));
}

function family(address: string): "ipv4" | "ipv6" {
  return isIP(address) === 4 ? "ipv4" : "ipv6";
}
