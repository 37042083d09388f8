/** A topic that CI writes into, and the platform's consumers, which call the function with batches of it. */
import { topicFunction } from "../../handler/delivery/topic/function";
import { callbackBody } from "./ci";
import { forgedBody } from "./forgery";
import { workerOptions } from "./functions";
import { CONFIG, TIMEOUT_MS } from "./platform";
import type { Platform } from "./platform";
import type { Forgery, ScheduledCallback, TopicTraits } from "./schedule";

/** Milliseconds after which the platform notices that a call did not end. */
const NOTICED_MS = TIMEOUT_MS + 1000;

interface Message {
  readonly body: string;
  /** Keys of the jobs that CI reports in it; none for other messages. */
  readonly keys: readonly string[];
}

export class SimulatedTopic {
  readonly #partitions: Message[][];
  readonly #offsets: number[];
  readonly #running = new Set<number>();

  constructor(
    private readonly platform: Platform,
    private readonly traits: TopicTraits,
  ) {
    this.#partitions = Array.from({ length: traits.partitions }, () => []);
    this.#offsets = this.#partitions.map(() => 0);
  }

  isRead(): boolean {
    return this.#partitions.every((messages, index) => this.#offsets[index] === messages.length);
  }

  /** CI writes its callback, and tries again if the broker refuses it. */
  async call(callback: ScheduledCallback, delayMs: number, repeats: number): Promise<void> {
    const { platform } = this;
    const { scheduler, random, records } = platform;
    await scheduler.sleep(delayMs);
    if (random.chance(platform.faultRates().fails)) {
      platform.say("the broker refuses a message");
      if (repeats > 0) void this.call(callback, random.between(0, 60_000), repeats - 1);
      return;
    }
    const keys = callback.jobs.map(({ key }) => key);
    for (const key of keys) records.called.add(key);
    const body = callbackBody(callback);
    if (random.chance(this.traits.foreign)) {
      this.#produce({ body: random.pick(["Hello from Ckafka!", body.slice(0, -2), "{}", ""]), keys: [] });
    }
    this.#produce({ body, keys });
  }

  /** A forger who may write into the topic. */
  async forge(forgery: Forgery): Promise<void> {
    await this.platform.scheduler.sleep(forgery.atMs);
    this.#produce({ body: forgedBody(forgery), keys: [] });
  }

  #produce(message: Message): void {
    const partition = this.platform.random.between(0, this.#partitions.length - 1);
    this.#partitions[partition]!.push(message);
    if (this.#running.has(partition)) return;
    this.#running.add(partition);
    void this.#read(partition).finally(() => this.#running.delete(partition));
  }

  async #read(partition: number): Promise<void> {
    const messages = this.#partitions[partition]!;
    const { random, scheduler, records } = this.platform;
    while (this.#offsets[partition]! < messages.length) {
      await scheduler.sleep(random.between(1, 2000)); // a batch fills
      const offset = this.#offsets[partition]!;
      const batch = messages.slice(offset, offset + this.traits.batchSize);
      if (await this.#deliver(partition, offset, batch)) {
        for (const key of batch.flatMap(({ keys }) => keys)) records.accepted.add(key);
      } else {
        this.platform.say(`the platform gives up messages ${offset} to ${offset + batch.length - 1} of ${partition}`);
      }
      this.#offsets[partition] = offset + batch.length;
    }
  }

  /** Whether a call succeeded. A rebalance hands a batch to a second consumer while the first works on it. */
  async #deliver(partition: number, offset: number, batch: readonly Message[]): Promise<boolean> {
    const { random, scheduler } = this.platform;
    for (let attempt = 0; attempt <= this.traits.retries; attempt++) {
      const isRebalanced = !this.platform.isFaultFree() && random.chance(this.traits.rebalances);
      const calls = Array.from({ length: isRebalanced ? 2 : 1 }, async (_, index) => {
        if (index > 0) await scheduler.sleep(random.between(0, 5000));
        return this.#call(partition, offset, batch);
      });
      if ((await Promise.all(calls)).some((isDone) => isDone)) return true;
      await scheduler.sleep(random.between(1, 1000));
    }
    return false;
  }

  async #call(partition: number, offset: number, batch: readonly Message[]): Promise<boolean> {
    const { platform } = this;
    const process = platform.start("topic");
    platform.limit(process);
    const run = topicFunction({ ...workerOptions(platform, process), limits: CONFIG });
    const Records = batch.map(({ body }, index) => ({
      Ckafka: { topic: "ci-callbacks", partition, offset: offset + index, msgKey: "None", msgBody: body },
    }));
    const ended = run({ Records }, platform.callOf(process)).then(
      () => "ends",
      () => "fails",
    );
    const result = await Promise.race([ended, platform.scheduler.sleep(NOTICED_MS).then(() => "does not end")]);
    platform.say(`${process.name} ${result}`);
    if (result !== "does not end") process.end();
    return result === "ends";
  }
}
