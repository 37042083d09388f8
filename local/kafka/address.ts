/**
 * Addresses of topics: callbacks to topics are recorded, replayed and affected by faults like callbacks to URLs. Only the
 * local cloud uses this form.
 */

/** Name of a topic. */
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

/** `undefined` for the address of a URL. */
export function topicOfAddress(address: string): TopicName | undefined {
  const [, region, instanceId, topic] = ADDRESS.exec(address) ?? [];
  return region && instanceId && topic ? { region, instanceId, topic } : undefined;
}
