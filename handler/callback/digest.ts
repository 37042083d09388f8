import type * as Crypto from "node:crypto";

/** SHA-256 of a body, in hexadecimal. Loads node:crypto, so it is only for the few events without an id. */
export function sha256(body: string | Uint8Array): string {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { createHash } = require("node:crypto") as typeof Crypto;
  return createHash("sha256").update(body).digest("hex");
}
