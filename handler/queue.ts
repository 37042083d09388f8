/** The same handler, published in a file of its own that takes messages of queues; see scripts/build-handler.mjs. */
export * from "./index";
