import { ref, Token } from "cdktf";

/** Makes a text an argument of a Terraform function. cdktf would escape a raw `${…}` in it. */
export function operand(value: string): string {
  if (Token.isUnresolved(value) || !value.includes("${")) return value;
  const expression = /^\$\{([^{}]*)\}$/.exec(value)?.[1] ?? `"${value}"`;
  return Token.asString(ref(expression));
}
