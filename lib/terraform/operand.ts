import { ref, Token } from "cdktf";

/** A text as an argument of one of Terraform's functions. cdktf escapes a raw `${…}` in arguments of functions. */
export function operand(value: string): string {
  if (Token.isUnresolved(value) || !value.includes("${")) return value;
  const expression = /^\$\{([^{}]*)\}$/.exec(value)?.[1] ?? `"${value}"`;
  return Token.asString(ref(expression));
}
