// Bundles the handler with the XML parser into one file that users' programs import and their bundler takes in.
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { leaveOut } from "./leave-out.mjs";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** Most functions have no part in durable delivery. */
const leaveOutDurable = {
  name: "leave out durable delivery",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /[\\/]durable[\\/]open\.js$/ }, ({ path }) => ({ path, namespace: "inline-only" }));
    onLoad({ filter: /.*/, namespace: "inline-only" }, () => ({
      contents: `export function openDurable(role) {
        throw new Error("CI_CALLBACK_DELIVERY must be inline in this build of the handler (got " + role + "): deploy with Delivery.durable(), which takes the other one");
      }`,
    }));
  },
};

/**
 * @param durable with durable delivery: `dist/handler/durable.js`, instead of `dist/handler/index.js` without
 * @returns esbuild's result, with `metafile`
 */
export function buildHandler({ durable = false, ...options } = {}) {
  return bundle(durable ? "durable" : "index", durable ? [leaveOut] : [leaveOut, leaveOutDurable], options);
}

/** The function that starts jobs on uploads: `dist/handler/submitter.js`. */
export function buildSubmitter(options = {}) {
  return bundle("submitter", [leaveOut], options);
}

function bundle(name, plugins, options) {
  return build({
    absWorkingDir: ROOT,
    entryPoints: [`handler/${name}.ts`],
    outfile: `dist/handler/${name}.js`,
    bundle: true,
    platform: "node",
    target: "node16", // the oldest runtime of the platform that the library supports
    format: "cjs",
    minify: true, // here, so that the names that users' bundles keep are those of users' own code
    legalComments: "none", // they are in dist/THIRD-PARTY-NOTICES
    metafile: true,
    logLevel: "warning",
    plugins,
    ...options,
  });
}
