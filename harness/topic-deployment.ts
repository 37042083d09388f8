/** Deploys delivery from a CKafka topic on the local cloud without Terraform. */
import { VendorClient } from "../local/vendor/client";
import {
  BUCKET,
  bundleProgram,
  createInboxTriggers,
  createTrigger,
  INBOX_ENVIRONMENT,
  openInbox,
} from "./durable-deployment";
import type { Deployment, DeploymentOptions } from "./durable-deployment";

const INSTANCE = "ckafka-1a2b3c4d";
export const TOPIC = "ci-callbacks";

export interface TopicDeploymentOptions extends DeploymentOptions {
  /** Whether delivery is durable; with inline delivery there is only the function `worker`. */
  readonly durable: boolean;
  /** @default 1 */
  readonly partitions?: number;
  /** Messages in a batch. @default 100 */
  readonly batchSize?: number;
}

/** `callbackUrl` is the address by which the local cloud writes into the topic. */
export async function deployTopic(options: TopicDeploymentOptions): Promise<Deployment> {
  const { cloud, durable, environment = {}, partitions = 1, batchSize = 100, workerTimeoutS = 10, sweeps } = options;
  const vendor = new VendorClient({ endpoint: new URL(cloud.url), region: cloud.region, ...cloud.credential });
  const code = await bundleProgram(options.program);
  const common = { CI_CALLBACK_INGRESS: "queue", CI_CALLBACK_BUCKET: BUCKET, ...(durable && INBOX_ENVIRONMENT) };
  const deploy = (role: string, timeout: number): Promise<unknown> =>
    vendor.create(
      "tencentcloud_scf_function",
      {
        ...{ name: role, namespace: "default", handler: "index.main_handler", runtime: "Nodejs20.19", role: "any" },
        ...{ mem_size: 256, timeout, zip_file: "code.zip" },
        environment: { ...common, ...environment, ...(durable && { CI_CALLBACK_DELIVERY: role }) },
      },
      { zip_file: code },
    );
  await deploy("worker", workerTimeoutS);
  if (durable) {
    await deploy("sweeper", 60);
    await createInboxTriggers(vendor, cloud, sweeps);
  }
  const topic = { instance_id: INSTANCE, topic_name: TOPIC, partition_num: partitions, replica_num: 2 };
  await vendor.create("tencentcloud_ckafka_topic", topic, {});
  await createTrigger(vendor, "worker", {
    type: "ckafka",
    trigger_name: `${INSTANCE}-${TOPIC}`,
    trigger_desc: JSON.stringify({ maxMsgNum: batchSize, offset: "earliest", retry: 10_000, timeOut: 1 }),
  });
  return { callbackUrl: `ckafka://${cloud.region}/${INSTANCE}/${TOPIC}`, ...openInbox(cloud) };
}
