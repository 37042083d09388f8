import { ApiError } from "../kind";
import type { ResourceKind } from "../kind";

/** A log set. */
export const clsLogset: ResourceKind = {
  create: () => Promise.resolve({}),

  delete({ id, region }, { resources }) {
    const topic = resources
      .ofType("tencentcloud_cls_topic")
      .find((other) => other.region === region && other.attributes["logset_id"] === id);
    if (topic) throw new ApiError("OperationDenied", `log set ${id} still has topic ${topic.id}`);
    return Promise.resolve();
  },
};
