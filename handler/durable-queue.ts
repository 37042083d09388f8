/** The same handler, published in a file of its own with durable delivery from queues; see scripts/build-handler.mjs. */
export * from "./index";
