import { freePort } from "../../local/free-port";
import { UsageError } from "../errors";

/** @throws UsageError */
export function readPort(option: string, text: string): number {
  if (/^\d+$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new UsageError(`${option} must be a number from 0 to 65535 (got ${JSON.stringify(text)})`);
}

/**
 * Checks a port before the long steps of the start.
 *
 * @param port 0 for any free port
 * @throws Error if the port is in use or may not be used
 */
export async function requireFreePort(option: string, port: number, host?: string): Promise<void> {
  if (port === 0) return;
  await freePort(port, host).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === "ENOTFOUND" || cause.code === "EAI_AGAIN") {
      throw new UsageError(`${option} must be [host:]port of this machine (got the host ${host}, which is not known)`);
    }
    throw new Error(`${option} must be a free port (got ${port}: ${cause.code}); give another one, or 0 for any`, {
      cause,
    });
  });
}
