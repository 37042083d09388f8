import type { Job } from "../callback/events";
import { numberAt, objectAt, objectsAt } from "./path";

/** A shot of a video; times in seconds. */
export interface Shot {
  readonly index: number;
  readonly begin: number;
  readonly end: number;
}

/** The shots that a `SplitVideoParts` job found, in order; none for other jobs. */
export function shots(job: Job): Shot[] {
  return objectsAt(objectAt(job.operation, "SplitVideoInfoResult"), "TimeInfo")
    .flatMap((part, position) => {
      const [begin, end] = [numberAt(part, "PartBegin"), numberAt(part, "PartEnd")];
      if (begin === undefined || end === undefined) return [];
      return [{ index: numberAt(part, "Index") ?? position, begin, end }];
    })
    .sort((a, b) => a.begin - b.begin);
}
