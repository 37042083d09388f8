import type { IConstruct } from "constructs";
import { notifyConfig } from "../media/notification";
import type { NotificationProps } from "../media/notification";

/**
 * Receiver of the jobs other than a URL, as members of CI's job request; undefined for a URL, and for the receiver of
 * the queue.
 *
 * @throws ValidationError for a receiver that CI does not accept, or for several receivers
 */
export function jobReceiver(
  scope: IConstruct,
  props: NotificationProps,
): Readonly<Record<string, unknown>> | undefined {
  const config = notifyConfig(scope, props);
  if (config?.type === "TDMQ") {
    const { mqMode, mqRegion, mqName } = config;
    return { CallBackType: "TDMQ", CallBackMqConfig: { MqMode: mqMode, MqRegion: mqRegion, MqName: mqName } };
  }
  if (config?.type !== "Kafka") return undefined;
  const { kafkaRegion, kafkaInstanceId, kafkaTopic } = config;
  return {
    CallBackType: "Kafka",
    CallBackKafkaConfig: { Region: kafkaRegion, InstanceId: kafkaInstanceId, Topic: kafkaTopic },
  };
}
