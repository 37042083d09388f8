import { xmlReply } from "../../http/call";
import type { Call } from "../../http/call";
import { jobDetail } from "../notify";

/** Jobs by id. Unknown ids are listed, they are not an error. */
export const getJobs: Call = {
  host: "ci",
  method: "GET",
  path: /^\/(?:doc_|file_|pic_)?jobs\/([^/]+)$/,
  needs: "media",
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
