import { randomBytes } from "node:crypto";
import type { Credential } from "./options";

/** The key pairs that the cloud accepts: those it was started with, and the temporary ones that it gives to functions. */
export class Credentials {
  #accepted: Credential[];
  /** Role that a temporary key was given for, by secret id. */
  readonly #roles = new Map<string, string>();

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

  /** A temporary key with a token, for a role. */
  issue(role: string): Credential {
    const credential = { ...newCredential(), token: randomBytes(32).toString("hex") };
    this.#accepted.push(credential);
    this.#roles.set(credential.secretId, role);
    return credential;
  }

  /** The role that a key was given for; `undefined` for the keys that the cloud was started with. */
  roleOf(secretId: string): string | undefined {
    return this.#roles.get(secretId);
  }

  /** No longer accepts a key; the first one always stays. */
  revoke(secretId: string): void {
    this.#accepted = this.#accepted.filter((one, index) => index === 0 || one.secretId !== secretId);
    this.#roles.delete(secretId);
  }
}

/** A key pair in the vendor's form. */
export function newCredential(): Credential {
  return { secretId: `AKID${randomBytes(16).toString("hex")}`, secretKey: randomBytes(16).toString("hex") };
}
