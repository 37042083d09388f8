import { listenHttp } from "../../local/ingress/listener";

/**
 * Checks a port before the long steps of the start.
 *
 * @param port 0 for any free port
 * @throws Error if the port is in use or may not be used
 */
export async function requireFreePort(option: string, port: number): Promise<void> {
  if (port === 0) return;
  const listener = await listenHttp(() => {}, port).catch((cause: NodeJS.ErrnoException) => {
    throw new Error(`${option} must be a free port (got ${port}: ${cause.code}); give another one`, { cause });
  });
  await listener.close();
}
