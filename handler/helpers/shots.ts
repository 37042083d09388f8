import type { Job } from "../callback/events";
import { objectAt, objectsAt, textAt } from "./path";

/** A shot of a video; times in seconds. */
export interface Shot {
  readonly index: number;
  readonly begin: number;
  readonly end: number;
}

/** The shots that a `SplitVideoParts` job found, in order; none for other jobs. */
export function shots(job: Job): Shot[] {
  return objectsAt(objectAt(job.operation, "SplitVideoInfoResult"), "TimeInfo")
    .map((part) => ({
      index: Number(textAt(part, "Index")),
      begin: Number(textAt(part, "PartBegin")),
      end: Number(textAt(part, "PartEnd")),
    }))
    .filter(({ begin, end }) => Number.isFinite(begin) && Number.isFinite(end))
    .sort((one, other) => one.begin - other.begin);
}
