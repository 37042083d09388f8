/** The same handler with durable delivery, published as a file of its own; see scripts/build-handler.mjs. */
export * from "./index";
