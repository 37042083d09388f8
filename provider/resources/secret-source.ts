/**
 * Sources of a secret for `terraform import`. Terraform prints the import id, so it names a file or variable, never the
 * secret itself.
 */
import { readFileSync } from "node:fs";
import { DiagnosticError } from "../plugin/diagnostics";

/** Secrets that the handler accepts in a URL's path. */
const SECRET = /^[A-Za-z0-9\-_.~]{16,}$/;

export const SECRET_RULE = "A secret has at least 16 letters, digits, -, _, . and ~.";

const FORMS =
  "The id must be env:NAME, an environment variable of Terraform, or file:PATH, a file. Either holds the secret, or the current and the previous secret separated by a comma.";

export function isSecret(text: string): boolean {
  return SECRET.test(text);
}

/**
 * The current and perhaps the previous secret at `id`. Messages never show the content.
 *
 * @throws DiagnosticError if the id or its content is invalid
 */
export function readSecrets(id: string, env: NodeJS.ProcessEnv): readonly [string, string?] {
  const [, kind, name = ""] = /^(env|file):(.+)$/s.exec(id) ?? [];
  // An id of another form may be the secret itself: the message omits it.
  if (kind === undefined) throw diagnosticError("Invalid import id", `${FORMS} (got another form)`);
  const text = kind === "env" ? env[name] : fileText(name);
  if (text === undefined)
    throw diagnosticError("No secret there", `The environment variable ${name} is not set. ${FORMS}`);
  const [current, previous, ...rest] = text.trim().split(/\s*,\s*/);
  if (rest.length > 0 || ![current, previous ?? current].every((secret) => isSecret(secret!))) {
    throw diagnosticError("No secret there", `${kind}:${name} holds something else. ${SECRET_RULE} ${FORMS}`);
  }
  return [current!, previous];
}

function fileText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "unknown error";
    throw diagnosticError("No secret there", `The file ${path} cannot be read (${code}). ${FORMS}`);
  }
}

function diagnosticError(summary: string, detail: string): DiagnosticError {
  return new DiagnosticError({ severity: "error", summary, detail });
}
