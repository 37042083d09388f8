import { randomBytes } from "node:crypto";
import type { Credential } from "./options";

/** The key pairs that the cloud accepts: those it was started with, and the temporary ones that it gives to functions. */
export class Credentials {
  #accepted: Credential[];

  constructor(initial: readonly Credential[]) {
    this.#accepted = [...initial];
  }

  get all(): readonly Credential[] {
    return this.#accepted;
  }

  /** The one that `environment()` hands out. */
  get first(): Credential {
    return this.#accepted[0]!;
  }

  /** A temporary key with a token. */
  issue(): Credential {
    const credential = { ...newCredential(), token: randomBytes(32).toString("hex") };
    this.#accepted.push(credential);
    return credential;
  }

  /** No longer accepts a key; the first one always stays. */
  revoke(secretId: string): void {
    this.#accepted = this.#accepted.filter((one, index) => index === 0 || one.secretId !== secretId);
  }
}

/** A key pair in the vendor's form. */
export function newCredential(): Credential {
  return { secretId: `AKID${randomBytes(16).toString("hex")}`, secretKey: randomBytes(16).toString("hex") };
}
