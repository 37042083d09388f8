/** Builds that a callback can run against, and the comparison of two of them. */
import type { LocalCloud } from "../../cloud";
import type { Build, FunctionBuilds } from "../../scf/builds";
import { withNewId } from "../new-ids";
import { InputError, notKept, string } from "../input";
import type { Fields } from "../input";
import type { BuildComparison, BuildList, BuildRow, BuildRun } from "../protocol";
import type { Recorder } from "../recorder";
import { runIn } from "./build-run";
import type { Callback } from "./build-run";
import { receivingFunctions } from "./receiving-functions";

/** A build to run: its code by the names of the functions that get it. */
interface ChosenBuild {
  readonly build: Build;
  readonly codes: ReadonlyMap<string, Uint8Array>;
}

type BuildCloud = Pick<LocalCloud, "builds" | "codeOf" | "copy" | "functions" | "sentOf" | "resources" | "lags">;

export class BuildRuns {
  #running: Promise<readonly BuildRun[]> | undefined;

  constructor(
    private readonly cloud: BuildCloud,
    private readonly recorder: Pick<Recorder, "find">,
    /** Ends pending runs. */
    private readonly closing: AbortSignal,
  ) {}

  /** Builds of the function that processes a callback. */
  list(input: Fields): BuildList {
    const { functionName, builds } = this.#buildsOf(this.#callback(string(input, "id")));
    return { functionName, builds: builds.map(rowOf).reverse() };
  }

  /** Runs a callback's event, with one new id, against two builds, each in a copy of the cloud. */
  async compare(input: Fields): Promise<BuildComparison> {
    const callback = this.#callback(string(input, "id"));
    const { functionName, builds } = this.#buildsOf(callback);
    const live = builds.at(-1)!;
    const chosen = (["before", "after"] as const).map((name, index): Build => {
      if (input[name] === undefined) return builds.at(index - 2) ?? live;
      const sha256 = string(input, name);
      const found = builds.find((build) => build.sha256 === sha256);
      if (found) return found;
      throw new InputError(`${name} must be a build that is kept (got ${JSON.stringify(sha256.slice(0, 100))})`);
    });
    if (this.#running) throw new InputError("a comparison is running: wait for its end", "comparing");
    // Read everything before the first await: a save may replace the live code and drop a build.
    const names = this.#functionsWithCode(functionName, live);
    const buildsWithCode = chosen.map((build): ChosenBuild => {
      const code = this.#codeOf(build);
      return { build, codes: new Map(names.map((name) => [name, code])) };
    });
    this.#running = this.#run(callback, buildsWithCode);
    try {
      const [before, after] = await this.#running;
      return { before: before!, after: after! };
    } finally {
      this.#running = undefined;
    }
  }

  /** Resolves when no run is pending. */
  async ended(): Promise<void> {
    await this.#running?.catch(() => {});
  }

  /** Names of the functions with the live code: receiver and worker of a pipeline share it. */
  #functionsWithCode(functionName: string, live: Build): string[] {
    const program = this.cloud.functions.filter(({ codeSha256 }) => codeSha256 === live.sha256);
    return [...new Set([functionName, ...program.map(({ name }) => name)])];
  }

  #codeOf({ sha256 }: Build): Uint8Array {
    const code = this.cloud.codeOf(sha256);
    if (code) return code;
    throw new InputError(`the code of build ${sha256.slice(0, 8)} is no longer on disk: choose another one`, "noCode");
  }

  async #run(callback: Callback, builds: readonly ChosenBuild[]): Promise<BuildRun[]> {
    const copies: LocalCloud[] = [];
    // A hanging function would delay the end of the inspector until its time limit.
    const stop = (): void => copies.forEach((copy) => void copy.close());
    this.closing.addEventListener("abort", stop, { once: true });
    try {
      for (const { codes } of builds) {
        const copy = await this.cloud.copy(codes);
        copies.push(copy);
        if (this.closing.aborted) throw new InputError("the inspector is being closed");
        const copied = new Set(copy.functions.map(({ name }) => name));
        const missing = [...codes.keys()].find((name) => !copied.has(name));
        if (missing !== undefined) throw new InputError(`function ${missing} was deleted before its builds ran`);
      }
      const buckets = copies.flatMap((copy) => copy.buckets);
      const event = { ...callback, body: withNewId(callback.body, buckets) };
      const run = async ({ build }: ChosenBuild, index: number): Promise<BuildRun> => {
        return { build: rowOf(build), ...(await runIn(copies[index]!, event, this.closing)) };
      };
      return await Promise.all(builds.map(run));
    } finally {
      this.closing.removeEventListener("abort", stop);
      await Promise.all(copies.map((copy) => copy.close()));
    }
  }

  #callback(id: string): Callback {
    const delivery = this.recorder.find(id)?.delivery;
    const sent = delivery && this.cloud.sentOf(delivery);
    if (!delivery || !sent) throw notKept(id);
    const { format, event } = delivery;
    return { ...sent, format, event };
  }

  #buildsOf({ url }: Callback): FunctionBuilds {
    const receivers = receivingFunctions(url, this.cloud);
    const found = this.cloud.builds.find(({ functionName }) => receivers.includes(functionName));
    if (found) return found;
    throw new InputError("no function of this cloud accepts callbacks of this address", "noTaker");
  }
}

function rowOf({ sha256, at, changed }: Build): BuildRow {
  return { sha256, at: at.getTime(), changed };
}
