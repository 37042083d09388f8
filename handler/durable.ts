/** The same handler, published in a file of its own that has durable delivery in it; see scripts/build-handler.mjs. */
export * from "./index";
