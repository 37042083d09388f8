import { regularMembers } from "../members";
import { collection } from "./collection";

const TYPE = "tencentcloud_cls_logset";

export const logsets = collection({
  type: TYPE,
  name: "Logset",
  label: "LogsetName",
  members: regularMembers(TYPE, ["logset_name", "topic_count", "role_name"]),
  notFound: "ResourceNotFound.LogsetNotExist",
  exists: "InvalidParameter.LogsetConflict",
});
