/** The options --inspect and --inspect-brk, which have the form of those of Node.js. */
import type { InspectOptions } from "../../local/options";
import { UsageError } from "../errors";
import { readPort } from "./port";

/** Where a debugger of Node.js listens by default. */
const HOST = "127.0.0.1";
const PORT = "9229";

/** `host`, `host:port`, `port` or nothing; an IPv6 address is in brackets. */
const VALUE = /^(?:\[(?<address>[\da-f:.]+)\]|(?<host>[\w.-]*))(?::(?<port>\d+))?$/i;

/** The values of both options; undefined if an option is not given. */
export interface InspectValues {
  readonly inspect?: string;
  readonly "inspect-brk"?: string;
}

/** Adds an empty value to an option that has none: the parser knows no optional values. */
export function withInspectValue(argument: string): string {
  return argument === "--inspect" || argument === "--inspect-brk" ? `${argument}=` : argument;
}

/** @throws UsageError */
export function readInspectOptions({
  inspect,
  "inspect-brk": inspectBreak,
}: InspectValues): InspectOptions | undefined {
  const isBreaking = inspectBreak !== undefined;
  const value = inspectBreak ?? inspect;
  if (value === undefined) return undefined;
  if (isBreaking && inspect !== undefined) {
    throw new UsageError(
      "Only one of --inspect and --inspect-brk must be given (got both): --inspect-brk includes --inspect",
    );
  }
  const option = isBreaking ? "--inspect-brk" : "--inspect";
  const { groups } = VALUE.exec(value) ?? {};
  if (!groups) throw new UsageError(`${option} must be [host:]port (got ${JSON.stringify(value)})`);
  const { address, host = "", port } = groups;
  const isPort = /^\d+$/.test(host) && port === undefined;
  return {
    host: address ?? (isPort || host === "" ? HOST : host),
    port: readPort(option, port ?? (isPort ? host : PORT)),
    isBreaking,
  };
}

/** Whether only this machine reaches the host. */
export function isLoopbackHost(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127(\.\d+){3}$/.test(host);
}
