import { createServer } from "node:net";
import type { AddressInfo } from "node:net";

/**
 * Returns the port if nothing listens on it; any free port for 0.
 *
 * @throws Error if the port is in use or may not be used
 */
export function freePort(port: number, host = "127.0.0.1"): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen({ host, port, exclusive: true }, () => {
      const found = (server.address() as AddressInfo).port;
      server.close(() => resolve(found));
    });
  });
}
