import { unwrapText } from "./text";

/** A message of a queue, as SCF passes it to a function. */
export interface Message {
  /** Log fields with the position of the message. */
  readonly about: Readonly<Record<string, string | number>>;
  /** Distinguishes it from every other message of its queue. */
  readonly id: string;
  /** `undefined` if the message has no text, so it is not a callback. */
  readonly body: string | undefined;
}

/** Members of a record; no page guarantees their types. */
type Fields = Readonly<Record<string, unknown>>;

/**
 * Messages in the event of a CKafka or CMQ trigger, in the order of the event.
 *
 * @returns `undefined` if the event is neither
 * @see https://cloud.tencent.com/document/product/583/17530 CKafka; the partition is `partition` there, and `Partition` in
 * https://cn.serverless.com/framework/docs-events-ckafka
 * @see https://www.tencentcloud.com/document/product/583/11517 CMQ
 */
export function messagesOf(event: unknown): Message[] | undefined {
  const { Records: records } = (event ?? {}) as { readonly Records?: unknown };
  if (!Array.isArray(records) || !records.some((record) => kafkaOf(record) ?? cmqOf(record))) return undefined;
  return records.map((record: unknown, index) => messageOf(record, index));
}

function messageOf(record: unknown, index: number): Message {
  const kafka = kafkaOf(record);
  if (kafka) {
    const about = {
      topic: word(kafka.topic),
      partition: word(kafka.partition ?? kafka.Partition),
      offset: word(kafka.offset),
    };
    return { about, id: `${about.topic}/${about.partition}/${about.offset}`, body: unwrapText(kafka.msgBody) };
  }
  const cmq = cmqOf(record);
  if (!cmq) return { about: { record: index }, id: `record ${index}`, body: undefined };
  const about = { topic: word(cmq.topicName), messageId: word(cmq.msgId) };
  return { about, id: `${about.topic}/${about.messageId}`, body: unwrapText(cmq.msgBody) };
}

const kafkaOf = (record: unknown): Fields | undefined => fieldsOf((record as Fields | null)?.Ckafka);
const cmqOf = (record: unknown): Fields | undefined => fieldsOf((record as Fields | null)?.CMQ);

function fieldsOf(value: unknown): Fields | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

function word(value: unknown): string | number {
  return typeof value === "string" || typeof value === "number" ? value : "";
}
