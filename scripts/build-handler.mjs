// Bundles the handler with the XML parser into one file that users' programs import and bundle.
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { leaveOut } from "./leave-out.mjs";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

const LEFT_OUT = join(ROOT, "handler/delivery/durable/left-out.ts");

/** Most functions do not use durable delivery. */
const leaveOutDurable = {
  name: "leave out durable delivery",
  setup({ onResolve }) {
    onResolve({ filter: /[\\/](durable|topic)[\\/]open\.js$/ }, () => ({ path: LEFT_OUT }));
  },
};

/** Functions need no server: its code is a separate file, loaded on demand. */
const externalServer = {
  name: "leave the server beside the handler",
  setup({ onResolve }) {
    onResolve({ filter: /[\\/]server[\\/]index\.js$/ }, () => ({ path: "./server.js", external: true }));
  },
};

/**
 * @param durable with durable delivery
 * @param queue with messages of queues
 * @returns esbuild's result, with `metafile`; the file is `dist/handler/index.js`, `durable.js`, `queue.js` or
 * `durable-queue.js`
 */
export function buildHandler({ durable = false, queue = false, ...options } = {}) {
  const name = [...(durable ? ["durable"] : []), ...(queue ? ["queue"] : [])].join("-") || "index";
  const plugins = [leaveOut, ...(durable ? [] : [leaveOutDurable]), externalServer];
  return bundle(name, plugins, {
    ...(!queue && { define: { "process.env.HANDLER_WITHOUT_QUEUES": '"yes"' } }),
    ...options,
  });
}

/** The code for your own server: `dist/handler/server.js`. */
export function buildServer(options = {}) {
  return bundle("server", [leaveOut], options, "handler/server/index.ts");
}

/** The function that starts jobs on uploads: `dist/handler/submitter.js`. */
export function buildSubmitter(options = {}) {
  return bundle("submitter", [leaveOut], options);
}

function bundle(name, plugins, options, entry = `handler/${name}.ts`) {
  return build({
    absWorkingDir: ROOT,
    entryPoints: [entry],
    outfile: `dist/handler/${name}.js`,
    bundle: true,
    platform: "node",
    target: "node16.13", // the oldest runtime of the platform that the library supports, Nodejs16.13
    format: "cjs",
    minify: true, // minified here, so that users' bundles can keep the names of their own code
    legalComments: "none", // they are in dist/THIRD-PARTY-NOTICES
    // Strict as a whole: otherwise esbuild repeats the directive for each source file.
    banner: { js: '"use strict";' },
    tsconfigRaw: { compilerOptions: { alwaysStrict: false, useDefineForClassFields: true } },
    metafile: true,
    logLevel: "warning",
    plugins,
    ...options,
  });
}
