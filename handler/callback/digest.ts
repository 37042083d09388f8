import type * as Crypto from "node:crypto";

/** SHA-256 of a body, hexadecimal. Loads node:crypto, so it is for the few events that carry no id of their own. */
export function sha256(body: string | Uint8Array): string {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { createHash } = require("node:crypto") as typeof Crypto;
  return createHash("sha256").update(body).digest("hex");
}
