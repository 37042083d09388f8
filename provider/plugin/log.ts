import { visible } from "../../api/visible";

/** Terraform reads a plugin's standard error line by line; JSON in hclog's format keeps levels and fields. */

export type LogLevel = "trace" | "debug" | "info" | "warn" | "error";
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** Shorter texts are not redacted: a log would become unreadable and hide nothing. */
const MIN_SECRET_LENGTH = 6;

export interface Logger {
  trace(message: string, fields?: LogFields): void;
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

/** Replaces known secrets in every text that leaves the provider. */
export class Redactor {
  readonly #secrets = new Set<string>();

  add(secret: string): void {
    if (secret.length < MIN_SECRET_LENGTH) return;
    this.#secrets.add(secret);
    this.#secrets.add(JSON.stringify(secret).slice(1, -1));
    this.#secrets.add(encodeURIComponent(secret));
  }

  redact(text: string): string {
    // Longest first: a secret may contain another.
    const secrets = [...this.#secrets].sort((a, b) => b.length - a.length);
    return secrets.reduce((clean, secret) => clean.replaceAll(secret, "(sensitive)"), text);
  }
}

/** A logger that writes hclog JSON lines. */
export function createLogger(
  module: string,
  redactor: Redactor,
  write: (line: string) => void = (line) => void process.stderr.write(line),
): Logger {
  const at =
    (level: LogLevel) =>
    (message: string, fields: LogFields = {}): void => {
      const entry = { "@level": level, "@message": message, "@module": module, "@timestamp": timestamp() };
      write(`${visible(redactor.redact(JSON.stringify({ ...entry, ...fields })))}\n`);
    };
  return { trace: at("trace"), debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}

/** go-plugin parses a line as JSON only if its time has six decimals. */
function timestamp(): string {
  return new Date().toISOString().replace("Z", "000Z");
}
