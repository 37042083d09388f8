import * as crypto from "node:crypto";

type Algorithm = "md5" | "sha1" | "sha256";
type Digest = (algorithm: Algorithm, data: string | Uint8Array, encoding: "hex" | "base64") => string;

/** Missing before Node 20.12. */
const { hash } = crypto as Partial<Pick<typeof crypto, "hash">>;

/** The digest of a short text. `crypto.hash` creates no stream, which would cost more than the digest itself. */
export const digest: Digest =
  hash ?? ((algorithm, data, encoding) => crypto.createHash(algorithm).update(data).digest(encoding));
