import type { Message } from "esbuild";

/** Texts of esbuild's errors, and the option with which the program can still be bundled. */
const HINTS: readonly [pattern: RegExp, hint: (...groups: string[]) => string][] = [
  [
    /^Could not resolve "((?![./]|node:)[^"]+)"/,
    (path) => {
      const name = /^(@[^/]+\/)?[^/]+/.exec(path)![0];
      return (
        `install it (npm install ${name}); if the require is never reached or a layer contains the package, exclude it with ` +
        `fromEntry(path, { external: ["${name}"] }); or deploy a build of your own with CallbackCode.fromFolder`
      );
    },
  ],
  [
    /^No loader is configured for "([^"]*)" files/,
    (extension) =>
      `set how such files are read, with fromEntry(path, { loader: { "${extension}": "text" } }) or "binary", "json", "copy" …; ` +
      `or copy the package that contains it with { nodeModules: ["name"] }`,
  ],
  [
    /^Top-level await is currently not supported/,
    () =>
      "a function's bundle is CommonJS: await inside a route instead, or store the promise and await it in the route",
  ],
];

/** One line for an error or a warning of esbuild: position, text, and the option that helps. */
export function describeMessage({ text, location }: Message): string {
  const line = location ? `${location.file}:${location.line}:${location.column}: ${text}` : text;
  const hint = hintFor(text);
  return hint === undefined ? line : `${line}\n    ${hint}`;
}

function hintFor(text: string): string | undefined {
  for (const [pattern, hint] of HINTS) {
    const match = pattern.exec(text);
    if (match) return hint(...match.slice(1));
  }
  return undefined;
}
