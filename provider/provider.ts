import { createClient, unconfigured } from "./client";
import type { Client } from "./client";
import { isConfigurationUnknown, knownRegion, resolveConfiguration, validateConfiguration } from "./configuration";
import type { ProviderConfig } from "./configuration";
import type { Provider } from "./plugin/provider";
import type { Unresolved } from "./plugin/values";
import { batchJob } from "./resources/batch-job";
import { callbackSecret } from "./resources/callback-secret";
import { callbackSettingsData, queueData, serviceData, workflowData } from "./data/data-sources";
import { mediaQueue } from "./resources/media-queue";
import { mediaService } from "./resources/media-service";
import { mediaWorkflow } from "./resources/media-workflow";
import { PROVIDER_SOURCE } from "./schema";
import { PROVIDER_BLOCK } from "./schema/provider-block";

/** The provider `tencentci`; `env` supplies arguments that the provider block omits. */
export function createProvider(version: string, env: NodeJS.ProcessEnv): Provider<Client> {
  return {
    name: "tencentci",
    source: PROVIDER_SOURCE,
    version,
    schema: PROVIDER_BLOCK,
    resources: {
      tencentci_callback_secret: callbackSecret(env),
      tencentci_media_service: mediaService,
      tencentci_media_queue: mediaQueue,
      tencentci_media_workflow: mediaWorkflow,
      tencentci_batch_job: batchJob,
    },
    dataSources: {
      tencentci_callback_settings: callbackSettingsData,
      tencentci_media_service: serviceData,
      tencentci_media_queue: queueData,
      tencentci_media_workflow: workflowData,
    },
    validate: (config) => validateConfiguration(config as unknown as Unresolved<ProviderConfig>),
    configure(config, context) {
      const block = config as unknown as Unresolved<ProviderConfig>;
      if (isConfigurationUnknown(block)) return unconfigured(knownRegion(block, env));
      const configuration = resolveConfiguration(block as ProviderConfig, env);
      const { secretKey, token } = configuration.credentials;
      for (const secret of [secretKey, token]) if (secret) context.secret(secret);
      return createClient(configuration, context, env, version);
    },
  };
}
