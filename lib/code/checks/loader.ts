/**
 * The program of the process that loads a function at synthesis. The process gets it as source text, so it must not
 * refer to anything outside itself.
 */

import type * as Fs from "node:fs";

/** Result of loading. */
export type Loaded =
  /** The default export is the result of `defineHandler`. */
  | { readonly kind: "handler" }
  /** It is something else, which `got` describes. */
  | { readonly kind: "other"; readonly got: string }
  /** The program threw while it loaded. */
  | {
      readonly kind: "threw";
      readonly name: string;
      readonly stack: string;
      /** Code of Node.js, such as `MODULE_NOT_FOUND`. */
      readonly code?: string;
      /** Environment variables that the program read and that are not set here. */
      readonly missing: readonly string[];
    }
  /** The program was still loading when the time ran out. */
  | { readonly kind: "slow"; readonly seconds: number }
  /** The process ended while it loaded. */
  | { readonly kind: "ended"; readonly how: string };

/** Source text of the program; its argument is the folder of the function. */
export function loaderSource(): string {
  // Some TypeScript runners wrap named functions in a helper that they define elsewhere.
  return `const __name = (target) => target;\n(${loader.toString()})();\n`;
}

function loader(): void {
  /* eslint-disable @typescript-eslint/no-require-imports */
  const { realpathSync, writeSync } = require("node:fs") as typeof Fs;
  const folder = process.argv[1]!;
  const report = (loaded: Loaded): never => {
    writeSync(3, `\n${JSON.stringify(loaded)}`); // on a line of its own, after any output of the program
    kill(process.pid, "SIGKILL"); // skips the program's exit hooks
    throw new Error("unreachable");
  };
  const kill = process.kill.bind(process);
  const missing = new Set<string>();
  process.env = new Proxy(process.env, {
    get: (env, name) => {
      const value = Reflect.get(env, name) as unknown;
      if (value === undefined && typeof name === "string") missing.add(name);
      return value;
    },
  });
  const describe = (value: unknown): string => {
    if (value === undefined || value === null) return "nothing";
    if (typeof value === "function") {
      const isClass = Function.prototype.toString.call(value).startsWith("class");
      return isClass ? "a class" : "a function that defineHandler did not create";
    }
    if (typeof value === "symbol") return "a symbol";
    if (typeof value !== "object") return `the ${typeof value} ${`"${value as number}"`.slice(0, 60)}`;
    if (typeof (value as { then?: unknown }).then === "function") return "a promise";
    if (Array.isArray(value)) return "an array";
    const names = Object.keys(value);
    return names.length === 0 ? "an object without fields" : `an object with ${names.slice(0, 6).join(", ")}`;
  };
  try {
    const program = require(`${folder}/index.js`) as { main_handler?: unknown };
    const handler = program.main_handler;
    const mark = Symbol.for("cdktf-tencentcloud-ci.handler");
    if (typeof handler === "function" && mark in handler) report({ kind: "handler" });
    report({ kind: "other", got: describe(handler) });
  } catch (error) {
    const { name, stack, code } = (error instanceof Error ? error : {}) as Partial<Error & { code?: string }>;
    report({
      kind: "threw",
      name: String(name ?? ""),
      stack: String(stack ?? error)
        .replaceAll(`${realpathSync(folder)}/`, "")
        .replaceAll(`${folder}/`, ""),
      code: typeof code === "string" ? code : undefined,
      missing: [...missing],
    });
  }
}
