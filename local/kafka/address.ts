/**
 * A topic as an address, so that callbacks to topics are recorded, replayed and hit by faults like those to URLs. Only
 * the local cloud uses this form.
 */
export interface TopicName {
  readonly region: string;
  readonly instanceId: string;
  readonly topic: string;
}

export const KAFKA_SCHEME = "ckafka:";

const ADDRESS = /^ckafka:\/\/([^/]+)\/([^/]+)\/([^/]+)$/;

export function addressOfTopic({ region, instanceId, topic }: TopicName): string {
  return `${KAFKA_SCHEME}//${region}/${instanceId}/${topic}`;
}

/** `undefined` for an address that is no topic. */
export function topicOfAddress(address: string): TopicName | undefined {
  const [, region, instanceId, topic] = ADDRESS.exec(address) ?? [];
  return region && instanceId && topic ? { region, instanceId, topic } : undefined;
}
