import { jobKindOf } from "../../../api/job-types";
import { xmlReply } from "../../http/call";
import type { Call } from "../../http/call";
import { jobDetail } from "../notify";

/** Jobs by id. Unknown ids are listed and are not an error. */
export const getJobs: Call = {
  host: "ci",
  method: "GET",
  path: /^\/(?:doc_|file_|pic_)?jobs\/([^/]+)$/,
  needs: "bound",
  actions: ({ bucket, params: [list] }) => {
    const tags = list!.split(",").map((id) => bucket.jobs.get(id)?.Tag ?? "");
    return [...new Set(tags.flatMap((tag) => jobKindOf(tag).read))];
  },
  run({ bucket, params: [list], requestId }) {
    const ids = list!.split(",");
    const found = ids.map((id) => bucket.jobs.get(id)).filter((job) => job !== undefined);
    return xmlReply({
      RequestId: requestId,
      JobsDetail: found.map(jobDetail),
      NonExistJobIds: ids.filter((id) => !bucket.jobs.has(id)),
    });
  },
};
