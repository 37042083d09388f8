/** Published as a file of its own, because functions do not need it; see scripts/build-handler.mjs. */
export { serveFetch } from "./fetch";
export { serveNode } from "./node";
