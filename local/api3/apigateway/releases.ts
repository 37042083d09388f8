import { text } from "../../resources/kind";
import { optional, page, required } from "../action";
import type { Actions } from "../action";
import { releasesOf, requireService } from "./service";

const TYPE = "tencentcloud_api_gateway_service_release";

export const releases: Actions = {
  async ReleaseService(request, context) {
    const { id } = requireService(request, context);
    const environment = required(request, "EnvironmentName");
    const description = optional(request, "ReleaseDesc");
    const attributes = { service_id: id, environment_name: environment, release_desc: description };
    const released = await context.resources.create(TYPE, context.region, attributes, {});
    return { Result: { ReleaseVersion: text(released.attributes, "release_version"), ReleaseDesc: description } };
  },

  // Environments without a release do not change.
  async UnReleaseService(request, context) {
    const { id } = requireService(request, context);
    for (const release of releasesOf(id, context, required(request, "EnvironmentName"))) {
      await context.resources.delete(release);
    }
    return { Result: true };
  },

  DescribeServiceEnvironmentReleaseHistory(request, context) {
    const { id } = requireService(request, context);
    const history = releasesOf(id, context, required(request, "EnvironmentName")).reverse();
    const VersionList = history.map(({ attributes }) => ({
      VersionName: text(attributes, "release_version"),
      VersionDesc: text(attributes, "release_desc"),
    }));
    return { Result: { TotalCount: VersionList.length, VersionList: page(VersionList, request) } };
  },
};
