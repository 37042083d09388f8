import { CiApiError } from "../../api/errors";
import { jobRef, partsOfRef } from "../../handler/delivery/durable/ci-history";
import type { CiHistory, CiItem } from "../../handler/delivery/durable/ci-history";
import type { SimulatedProcess } from "./process";
import type { Random } from "./random";
import { TAGS } from "./schedule";
import type { Schedule, ScheduledCallback, ScheduledJob } from "./schedule";
import type { Scheduler } from "./scheduler";

/** A callback about jobs. @param via its origin, which user code can read */
export function bodyOf(jobs: readonly ScheduledJob[], via: string, state = "Success"): string {
  const details = jobs.map(({ id, tag }) => ({ JobId: id, Tag: tag, State: state, Operation: { UserData: via } }));
  return JSON.stringify({ EventName: "TaskFinish", JobsDetail: details });
}

export const callbackBody = ({ jobs }: ScheduledCallback): string => bodyOf(jobs, "callback");

/** Simulates CI with lists that lag, occasional refusals and failures. */
export class SimulatedCi {
  constructor(
    private readonly scheduler: Scheduler,
    private readonly random: Random,
    private readonly schedule: Schedule,
    private readonly begin: number,
    private readonly isFaultFree: () => boolean,
  ) {}

  historyFor(process: SimulatedProcess): CiHistory {
    return {
      sources: TAGS.map((tag) => ({ name: tag, list: (from, to) => this.#list(process, tag, from, to) })),
      get: async (ref) => {
        await this.#answer(process);
        if (this.#isUnknown()) return undefined;
        const job = this.schedule.jobs.find(({ id }) => id === partsOfRef(ref).id);
        return job && this.#item(process, job);
      },
    };
  }

  async *#list(process: SimulatedProcess, tag: string, from: number, to: number): AsyncGenerator<CiItem> {
    const created = ({ createdAtMs }: ScheduledJob): number => this.begin + createdAtMs;
    const listed = this.schedule.jobs
      .filter((job) => job.tag === tag && created(job) >= from && created(job) <= to)
      .filter((job) => this.scheduler.now >= created(job) + this.schedule.ciLagMs)
      .sort((a, b) => a.createdAtMs - b.createdAtMs);
    await this.#answer(process);
    for (const job of listed) {
      if (this.random.chance(0.3)) await this.#answer(process); // the next page
      yield this.#item(process, job);
    }
  }

  #item(process: SimulatedProcess, job: ScheduledJob): CiItem {
    const endedAt = this.begin + job.endsAtMs;
    const isEnded = endedAt <= this.scheduler.now;
    return {
      ref: jobRef(job.id, job.tag),
      key: isEnded ? job.key : `job_${job.id}_Running`,
      createdAt: this.begin + job.createdAtMs,
      endedAt: isEnded ? endedAt : undefined,
      body: async () => {
        await this.#answer(process);
        return this.#isUnknown() ? undefined : bodyOf([job], "query");
      },
    };
  }

  /** CI lists jobs whose details it cannot return yet. */
  #isUnknown(): boolean {
    return !this.isFaultFree() && this.random.chance(this.schedule.faultRates.fails);
  }

  async #answer(process: SimulatedProcess): Promise<void> {
    await process.sleep(this.random.between(1, 200));
    if (this.isFaultFree() || !this.random.chance(this.schedule.faultRates.fails)) return;
    const status = this.random.pick([429, 500, 403]);
    throw new CiApiError(status, "Busy", "CI is busy", "", "GET /jobs");
  }
}
