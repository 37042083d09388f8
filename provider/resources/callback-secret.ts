/** `tencentci_callback_secret`: the secret in a callback URL. Only the state contains it; CI stores URLs. */
import { randomBytes } from "node:crypto";
import type { Client } from "../client";
import { DiagnosticError, errorAt } from "../plugin/diagnostics";
import type { Diagnostic } from "../plugin/diagnostics";
import type { Resource } from "../plugin/provider";
import { isObject, isUnknown, UNKNOWN } from "../plugin/values";
import type { MaybeUnknown, ObjectValue, Unresolved } from "../plugin/values";
import { CALLBACK_SECRET } from "../schema/callback-secret";
import { isSecret, readSecrets, SECRET_RULE } from "./secret-source";

interface CallbackSecretState {
  readonly id: string;
  /** Null after an import: the next plan sets the configured number. */
  readonly rotation: number | null;
  readonly accept_previous: boolean;
  readonly current: string;
  readonly previous: string | null;
  readonly accepted: string;
}

/** 128 bits: 32 hexadecimal digits fit CI's limit of 100 characters per URL. */
const SECRET_BYTES = 16;

export function callbackSecret(env: NodeJS.ProcessEnv): Resource<Client, CallbackSecretState> {
  return {
    schema: CALLBACK_SECRET,
    validate: ({ rotation }) => checkRotation(rotation),

    plan({ prior, config }) {
      const rotation = config.rotation ?? 0;
      const acceptPrevious = config.accept_previous ?? true;
      const planned = { rotation, accept_previous: acceptPrevious };
      if (prior === null) {
        return { planned: { ...planned, id: UNKNOWN, current: UNKNOWN, previous: null, accepted: UNKNOWN } };
      }
      const isRotated = isUnknown(rotation) ? UNKNOWN : isNewRotation(prior, rotation);
      return { planned: { ...planned, id: prior.id, ...secretsAfter(prior, isRotated, acceptPrevious, UNKNOWN) } };
    },

    create({ wanted }) {
      const rotation = wanted.rotation ?? 0;
      const accept_previous = wanted.accept_previous ?? true;
      refuseInvalid(rotation);
      const current = newSecret();
      const secrets = { current, previous: null, accepted: current };
      return Promise.resolve({ state: { id: newId(), rotation, accept_previous, ...secrets } });
    },

    read: ({ state }) => Promise.resolve({ state }),

    update({ wanted, prior }) {
      const rotation = wanted.rotation ?? 0;
      const accept_previous = wanted.accept_previous ?? true;
      refuseInvalid(rotation);
      const secrets = secretsAfter(prior, isNewRotation(prior, rotation), accept_previous, newSecret());
      return Promise.resolve({ state: { id: prior.id, rotation, accept_previous, ...secrets } as CallbackSecretState });
    },

    delete: () => Promise.resolve(),

    import: ({ id }) => Promise.resolve({ state: stateOf(readSecrets(id, env)) }),

    /** Earlier versions of this package stored the secret in a `terraform_data`. */
    move({ sourceType, state }) {
      const secret = sourceType === "terraform_data" ? secretIn(state) : undefined;
      if (secret !== undefined) return { state: stateOf([secret]) };
      throw new DiagnosticError({
        severity: "error",
        summary: "No callback secret to adopt",
        detail: `Only a terraform_data whose output.secret holds one can become a tencentci_callback_secret (got ${sourceType}). ${SECRET_RULE}`,
      });
    },
  };
}

/** 32 hexadecimal digits from the generator of the operating system. */
function newSecret(): string {
  return randomBytes(SECRET_BYTES).toString("hex");
}

/** False for an imported or moved secret, which takes the configured number. */
function isNewRotation(prior: CallbackSecretState, rotation: number): boolean {
  return prior.rotation !== null && prior.rotation !== rotation;
}

type Secrets = Pick<Unresolved<CallbackSecretState>, "current" | "previous" | "accepted">;

/** The secrets after a change; `next` is the rotation's new secret, unknown in a plan. */
function secretsAfter(
  prior: CallbackSecretState,
  isRotated: MaybeUnknown<boolean>,
  acceptPrevious: MaybeUnknown<boolean>,
  next: MaybeUnknown<string>,
): Secrets {
  if (isUnknown(isRotated)) return { current: UNKNOWN, previous: UNKNOWN, accepted: UNKNOWN };
  const current = isRotated ? next : prior.current;
  const candidate = isRotated ? prior.current : prior.previous;
  if (isUnknown(acceptPrevious)) {
    const isRotating = candidate !== null;
    return { current, previous: isRotating ? UNKNOWN : null, accepted: isRotating ? UNKNOWN : current };
  }
  const previous = acceptPrevious ? candidate : null;
  if (isUnknown(current)) return { current, previous, accepted: UNKNOWN };
  return { current, previous, accepted: acceptedOf(current, previous) };
}

/** State of imported or moved secrets, current first. */
function stateOf([current, previous]: readonly [string, string?]): CallbackSecretState {
  const accepted = acceptedOf(current, previous ?? null);
  return { id: newId(), rotation: null, accept_previous: true, current, previous: previous ?? null, accepted };
}

function newId(): string {
  return randomBytes(4).toString("hex");
}

function acceptedOf(current: string, previous: string | null): string {
  return previous === null ? current : `${current},${previous}`;
}

/** The secret in the state of a `terraform_data`: it stores values beside their types. */
function secretIn({ output }: ObjectValue): string | undefined {
  const value = isObject(output) ? (output["value"] ?? output) : undefined;
  const secret = isObject(value) ? value["secret"] : undefined;
  return typeof secret === "string" && isSecret(secret) ? secret : undefined;
}

function checkRotation(rotation: MaybeUnknown<number | null>): readonly Diagnostic[] {
  if (typeof rotation !== "number" || (Number.isSafeInteger(rotation) && rotation >= 0)) return [];
  return [
    errorAt(["rotation"], "Invalid rotation", `rotation must be a whole number from 0 (got ${String(rotation)}).`),
  ];
}

/** Repeats the check for values unknown at plan time. */
function refuseInvalid(rotation: number): void {
  const problems = checkRotation(rotation);
  if (problems.length > 0) throw new DiagnosticError(problems);
}
