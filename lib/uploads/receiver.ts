import type { IConstruct } from "constructs";
import { notifyConfig } from "../media/notification";
import type { NotificationProps } from "../media/notification";

/**
 * Where jobs report if not to a URL, as members of CI's job request; undefined for a URL, and for what their queue says.
 *
 * @throws ValidationError for a receiver that CI cannot take, or for several
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
