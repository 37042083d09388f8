/**
 * Calls functions for the stored triggers of type `ckafka`: one call after the other for each partition; the next batch
 * follows after success or after all retries of the previous one.
 *
 * @see https://cloud.tencent.com/document/product/583/17530
 */
import { setTimeout } from "node:timers/promises";
import type { Clock } from "../clock";
import { delaysIn } from "../faults";
import type { FaultEffect, Faults } from "../faults";
import { requestId } from "../ids";
import type { Functions } from "../scf/functions";
import { MAX_PAYLOAD_BYTES } from "../scf/functions";
import type { Trigger, Triggers } from "../scf/triggers";
import type { TopicName } from "./address";
import type { Broker, KafkaMessage } from "./broker";

/** Milliseconds between polls of all topics: a new trigger reads existing messages. */
const POLL_MS = 250;

/** Maximum bytes around the text of a message in an event. */
const FRAME_BYTES = 300;

/** A batch that was delivered to a function. */
export interface ConsumedBatch extends TopicName {
  readonly functionName: string;
  readonly partition: number;
  /** Offset of the first message. */
  readonly offset: number;
  readonly messages: number;
  /** From 1. */
  readonly attempt: number;
  readonly requestId: string;
  /** The reason if the call failed. */
  readonly error?: string;
}

/** Messages of a topic that a function has not read yet. */
export interface Lag {
  readonly topic: TopicName;
  readonly functionName: string;
  readonly lag: number;
  /** Offset of the next message that the function reads, by partition. */
  readonly offsets: readonly number[];
}

interface Reader {
  readonly trigger: Trigger;
  readonly topic: TopicName;
  readonly batchSize: number;
  readonly retries: number;
}

export class Consumers {
  /** Calls, oldest first. */
  readonly all: ConsumedBatch[] = [];
  readonly #running = new Set<string>();
  readonly #started = new Set<string>();
  readonly #interval: NodeJS.Timeout;
  readonly #closing = new AbortController();
  #isClosed = false;

  constructor(
    private readonly broker: Broker,
    private readonly triggers: Triggers,
    private readonly functions: Functions,
    private readonly clock: Clock,
    private readonly faults: Pick<Faults, "effectsOf">,
  ) {
    broker.onMessage(() => this.#poll());
    this.#interval = setInterval(() => this.#poll(), POLL_MS);
    this.#interval.unref();
  }

  lags(): Lag[] {
    return this.#readers().map(({ trigger, topic }) => ({
      ...{ topic, functionName: trigger.target.name },
      lag: this.broker.lagOf(trigger.id, topic),
      offsets: this.broker
        .find(topic)
        .partitions.map((_, partition) => this.broker.offsetOf(trigger.id, topic, partition)),
    }));
  }

  /** Marks all existing messages as read. */
  skip(): void {
    for (const { trigger, topic } of this.#readers()) {
      this.#started.add(trigger.id);
      for (const [partition, messages] of this.broker.find(topic).partitions.entries()) {
        this.broker.commit(trigger.id, topic, partition, messages.length);
      }
    }
  }

  close(): void {
    this.#isClosed = true;
    this.#closing.abort();
    clearInterval(this.#interval);
  }

  #readers(): Reader[] {
    return this.triggers.ofType("ckafka").flatMap((trigger) => {
      const topic = topicOf(trigger);
      const { maxMsgNum, retry } = JSON.parse(trigger.description) as Readonly<Record<string, unknown>>;
      return topic ? [{ trigger, topic, batchSize: Number(maxMsgNum), retries: Number(retry) }] : [];
    });
  }

  #poll(): void {
    if (this.#isClosed) return;
    for (const reader of this.#readers()) {
      this.#start(reader);
      for (const partition of this.broker.find(reader.topic).partitions.keys()) {
        const key = `${reader.trigger.id} ${partition}`;
        if (this.#running.has(key) || !this.#hasMore(reader, partition)) continue;
        this.#running.add(key);
        this.clock.track(this.#read(reader, partition).finally(() => this.#running.delete(key)));
      }
    }
  }

  /** A new group begins at its trigger's offset. */
  #start({ trigger, topic }: Reader): void {
    if (this.#started.has(trigger.id)) return;
    this.#started.add(trigger.id);
    const { offset } = JSON.parse(trigger.description) as { readonly offset?: string };
    if (offset === "earliest") return;
    for (const [partition, messages] of this.broker.find(topic).partitions.entries()) {
      this.broker.commit(trigger.id, topic, partition, messages.length);
    }
  }

  #hasMore({ trigger, topic }: Reader, partition: number): boolean {
    return this.broker.offsetOf(trigger.id, topic, partition) < this.broker.find(topic).partitions[partition]!.length;
  }

  async #read(reader: Reader, partition: number): Promise<void> {
    const { trigger, topic, batchSize, retries } = reader;
    await new Promise((resolve) => setImmediate(resolve)); // collects messages of the same moment in one batch
    while (!this.#isClosed && this.#hasMore(reader, partition)) {
      const offset = this.broker.offsetOf(trigger.id, topic, partition);
      const batch = takeBatch(this.broker.find(topic).partitions[partition]!, offset, batchSize);
      await this.#deliver(reader, partition, batch, retries);
      this.broker.commit(trigger.id, topic, partition, offset + batch.length);
    }
  }

  async #deliver(reader: Reader, partition: number, batch: readonly KafkaMessage[], retries: number): Promise<void> {
    const { topic, trigger } = reader;
    for (let attempt = 1; attempt <= retries + 1 && !this.#isClosed; attempt++) {
      const effects = this.faults.effectsOf(`CONSUME ${trigger.target.name} ${topic.topic}`);
      const isLost = effects.some(({ type }) => type === "drop");
      // A rebalance passes the batch to another consumer while the first still processes it; both calls run
      // concurrently.
      const calls = isLost ? [0] : delaysIn(effects);
      const results = await Promise.all(calls.map((ms) => this.#call(reader, partition, batch, attempt, ms, effects)));
      if (!isLost && results.some((isDone) => isDone)) return;
    }
  }

  async #call(
    { trigger, topic }: Reader,
    partition: number,
    batch: readonly KafkaMessage[],
    attempt: number,
    delayMs: number,
    effects: readonly FaultEffect[],
  ): Promise<boolean> {
    if (delayMs > 0) await this.#wait(delayMs);
    const id = requestId();
    const batchRecord = {
      ...{ ...topic, functionName: trigger.target.name, partition, offset: batch[0]!.offset },
      ...{ messages: batch.length, attempt, requestId: id },
    };
    const brokerError = effects.find((effect) => effect.type === "answer");
    try {
      if (brokerError) throw new Error(`the broker is unavailable (${brokerError.status})`);
      await this.functions.invoke(trigger.target, trigger.qualifier, eventOf(topic, partition, batch), id);
      this.all.push(batchRecord);
      return true;
    } catch (error) {
      this.all.push({ ...batchRecord, error: (error as Error).message });
      return false;
    }
  }

  /** Ends early if the cloud is closed. */
  #wait(ms: number): Promise<void> {
    return setTimeout(ms, undefined, { signal: this.#closing.signal }).catch(() => {});
  }
}

/** Instance and topic are in the trigger's name only. */
function topicOf({ name, target }: Trigger): TopicName | undefined {
  const [, instanceId, topic] = /^(ckafka-[a-z0-9]+)-(.+)$/.exec(name) ?? [];
  return instanceId && topic ? { region: target.region, instanceId, topic } : undefined;
}

/** As many messages as the trigger's batch size and an event allow, at least one. */
function takeBatch(messages: readonly KafkaMessage[], from: number, maximum: number): KafkaMessage[] {
  const batch: KafkaMessage[] = [];
  let bytes = FRAME_BYTES;
  for (const message of messages.slice(from, from + maximum)) {
    bytes += Buffer.byteLength(JSON.stringify(message.body)) + FRAME_BYTES;
    if (batch.length > 0 && bytes > MAX_PAYLOAD_BYTES) break;
    batch.push(message);
  }
  return batch;
}

/** The event that the vendor's page shows; a message without a key has the text "None". */
function eventOf({ topic }: TopicName, partition: number, batch: readonly KafkaMessage[]): string {
  return JSON.stringify({
    Records: batch.map(({ offset, body }) => ({
      Ckafka: { topic, partition, offset, msgKey: "None", msgBody: body },
    })),
  });
}
