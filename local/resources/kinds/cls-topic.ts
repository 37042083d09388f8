import type { ResourceKind } from "../kind";

/** A log topic. The provider never sends another log set; the topic stays in the log set of its creation. */
export const clsTopic: ResourceKind = {
  create: () => Promise.resolve({}),

  update: (_attributes, prior) => Promise.resolve({ logset_id: prior.attributes["logset_id"] ?? null }),
};
