/**
 * NO_PROXY as Go programs, and so Terraform and the vendor's provider, read it: a name stands for itself and all below
 * it, with a leading dot only for what is below; addresses and networks are compared as numbers; a port narrows.
 *
 * @see https://pkg.go.dev/golang.org/x/net/http/httpproxy#Config
 */
import { BlockList, isIP } from "node:net";

/** True when a request to this origin goes directly. Requests to this machine always do. */
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
