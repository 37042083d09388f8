import { ref, Token } from "cdktf";

/** A text for one of Terraform's functions: in what they are given, cdktf takes a raw `${…}` for plain characters. */
export function operand(value: string): string {
  if (Token.isUnresolved(value) || !value.includes("${")) return value;
  const expression = /^\$\{([^{}]*)\}$/.exec(value)?.[1] ?? `"${value}"`;
  return Token.asString(ref(expression));
}
