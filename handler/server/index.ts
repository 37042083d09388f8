/** Published in a file of its own, which functions have no use for; see scripts/build-handler.mjs. */
export { serveFetch } from "./fetch";
export { serveNode } from "./node";
