import { randomBytes } from "node:crypto";
import type { Credential } from "./options";

/** The key pairs that the cloud accepts: the configured ones, and the temporary keys that it issues to functions. */
export class Credentials {
  #accepted: Credential[];
  /** Role of a temporary key, by secret id. */
  readonly #roles = new Map<string, string>();

  constructor(initial: readonly Credential[]) {
    this.#accepted = [...initial];
  }

  get all(): readonly Credential[] {
    return this.#accepted;
  }

  /** The key pair that `environment()` returns. */
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

  /** The role of a key; `undefined` for a configured key. */
  roleOf(secretId: string): string | undefined {
    return this.#roles.get(secretId);
  }

  /** Revokes a key; the first one always stays valid. */
  revoke(secretId: string): void {
    this.#accepted = this.#accepted.filter((key, index) => index === 0 || key.secretId !== secretId);
    this.#roles.delete(secretId);
  }
}

/** A key pair in the vendor's form. */
export function newCredential(): Credential {
  return { secretId: `AKID${randomBytes(16).toString("hex")}`, secretKey: randomBytes(16).toString("hex") };
}
