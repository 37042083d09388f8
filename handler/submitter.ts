/** The function that starts jobs on uploads, published as a file of its own; see scripts/build-handler.mjs. */
export { main_handler } from "./submitter/function";
