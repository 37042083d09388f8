/**
 * NO_PROXY as Go programs such as Terraform read it: a name matches itself and its subdomains, with a leading dot only
 * subdomains. Addresses and networks are compared as numbers. A port limits the entry.
 *
 * @see https://pkg.go.dev/golang.org/x/net/http/httpproxy#Config
 */
import { BlockList, isIP } from "node:net";

/** True when requests to this origin bypass the proxy, as loopback always does. */
export function bypassesProxy(origin: URL, noProxy: string): boolean {
  const host = origin.hostname.replace(/^\[|\]$/g, "").toLowerCase();
  const port = origin.port || (origin.protocol === "https:" ? "443" : "80");
  if (host === "localhost" || host === "::1" || /^127(\.\d+){3}$/.test(host)) return true;
  return noProxy
    .split(/[,\s]+/)
    .filter((entry) => entry !== "")
    .some((entry) => matches(entry.toLowerCase(), host, port));
}

function matches(entry: string, host: string, port: string): boolean {
  if (entry === "*") return true;
  if (entry.includes("/")) return inNetwork(entry, host);
  const [, name = entry, entryPort] = /^(?:\[?)(.+?)(?:\]?)(?::(\d+))?$/.exec(isIP(entry) ? `[${entry}]` : entry) ?? [];
  if (entryPort !== undefined && entryPort !== port) return false;
  if (isIP(name)) return name === host;
  const suffix = name.replace(/^\*/, "");
  return suffix.startsWith(".") ? host.endsWith(suffix) : host === suffix || host.endsWith(`.${suffix}`);
}

function inNetwork(entry: string, host: string): boolean {
  const [network = "", prefix = ""] = entry.split("/");
  const family = isIP(network);
  if (family === 0 || isIP(host) !== family || !/^\d+$/.test(prefix) || Number(prefix) > (family === 4 ? 32 : 128))
    return false;
  const list = new BlockList();
  list.addSubnet(network, Number(prefix), family === 4 ? "ipv4" : "ipv6");
  return list.check(host, family === 4 ? "ipv4" : "ipv6");
}
