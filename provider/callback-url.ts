/** Checks of callback URLs. Messages never show the URL: its path is a secret. */
import { BlockList, isIP } from "node:net";
import { errorAt, warningAt } from "./plugin/diagnostics";
import type { AttributePath, Diagnostic } from "./plugin/diagnostics";

/** Limit of the older documentation; the newer has none. */
const MAX_URL_CHARS = 100;

/** Problems of the URL as text. */
export function checkCallbackUrl(url: string, path: AttributePath): readonly Diagnostic[] {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed || !/^https?:$/.test(parsed.protocol)) {
    const got = parsed ? `the scheme ${parsed.protocol}` : `no URL, ${url.length} characters`;
    return [
      errorAt(path, "Invalid callback URL", `notify_config.url must be an http:// or https:// URL (got ${got}).`),
    ];
  }
  if (url.length <= MAX_URL_CHARS) return [];
  const detail = `CI's older documentation limits callback URLs to ${MAX_URL_CHARS} characters (got ${url.length}). A longer one may be refused or cut off; shorten the host or the path.`;
  return [warningAt(path, "Long callback URL", detail)];
}

/** Problems of reaching the URL from the public cloud. */
export function checkReachable(url: string, path: AttributePath): readonly Diagnostic[] {
  if (!URL.canParse(url)) return [];
  const host = new URL(url).hostname.replace(/^\[|\]$/g, "");
  if (!isPrivate(host)) return [];
  const detail = `CI only calls back public addresses (got the host ${host}). Use the function URL, or a domain or gateway in front of the receiver.`;
  return [errorAt(path, "Callback URL in a private network", detail)];
}

const PRIVATE = new BlockList();
for (const [network, prefix] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
] as const) {
  PRIVATE.addSubnet(network, prefix, "ipv4");
}
PRIVATE.addAddress("::1", "ipv6");
PRIVATE.addSubnet("fc00::", 7, "ipv6");
PRIVATE.addSubnet("fe80::", 10, "ipv6");

function isPrivate(host: string): boolean {
  const family = isIP(host);
  if (family !== 0) return PRIVATE.check(host, family === 4 ? "ipv4" : "ipv6");
  return !host.includes(".") || /\.(localhost|local|internal)$/.test(host);
}
