/** Which of CI's calls a job belongs to: those on documents and files have names of their own. */
export type JobPath = "/jobs" | "/doc_jobs" | "/file_jobs";

const DOCUMENT_TAGS: readonly string[] = ["DocProcess", "DocWatermark", "DocAIGCMetadata"];
const FILE_TAGS: readonly string[] = ["FileCompress", "FileHashCode", "FileUncompress"];

/** The calls for jobs of a type. */
export function jobPathOf(tag: string): JobPath {
  if (DOCUMENT_TAGS.includes(tag)) return "/doc_jobs";
  return FILE_TAGS.includes(tag) ? "/file_jobs" : "/jobs";
}

/** The calls for a job whose type is not known: the first letter of its id tells the service. */
export function jobPathOfId(jobId: string): JobPath {
  if (jobId.startsWith("d")) return "/doc_jobs";
  return jobId.startsWith("f") ? "/file_jobs" : "/jobs"; // that letter is on no page
}
