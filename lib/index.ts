export { CiCallbackPipeline } from "./pipeline";
export type { CiCallbackPipelineProps } from "./pipeline-props";

export { CallbackCode } from "./code/callback-code";
export type { BindOptions, BoundCode } from "./code/bound-code";
export type { PlainCodeOptions } from "./code/callback-code";
export type { EntryOptions } from "./code/entry-options";
export { CallbackFunction } from "./function/callback-function";
export type { CallbackFunctionProps } from "./function/props";
export type { CallbackFunctionOptions, VpcOptions } from "./function/options";
export type { CallbackFunctionAttributes, ICallbackFunction } from "./function/existing-function";
export { CallbackSecret } from "./function/callback-secret";
export type { CallbackSecretOptions, CallbackSecretProps, ICallbackSecret } from "./function/callback-secret";
export { AlarmNotice } from "./monitoring/alarm-notice";
export type { AlarmChannel, AlarmNoticeProps, AlarmReceiver, AlarmWebhook } from "./monitoring/alarm-notice";
export { FunctionAlarms } from "./monitoring/alarms";
export type { AlarmOptions, FunctionAlarmsProps } from "./monitoring/alarms";
export { FunctionLogs } from "./monitoring/logs";
export type { FunctionLogsProps, LogOptions, LogTopic, NewLogOptions } from "./monitoring/logs";
export { FunctionCapacity } from "./function/capacity";
export type { AsyncRetryOptions, CapacityOptions, FunctionCapacityProps } from "./function/capacity";
export { FunctionRole } from "./access/role";
export type { FunctionRoleProps, PolicyStatement } from "./access/role";
export type { BucketRef, CiService, ObjectAccess, SubmitJobsOptions } from "./access/grants";
export { FunctionRelease } from "./function/release";
export type { CanaryOptions, FunctionReleaseProps } from "./function/release";
export type { FunctionDelivery, FunctionEnvironmentOptions, LogLevel } from "./function/environment";

export { Delivery } from "./delivery/delivery";
export type { DeployedDelivery } from "./delivery/deployed";
export type { DurableDeliveryOptions } from "./delivery/durable";
export type { RetryOptions } from "./delivery/retry";
export { Inbox } from "./delivery/inbox";
export type { InboxOptions, InboxProps, Retention } from "./delivery/inbox";

export { Ingress } from "./ingress/ingress";
export type { IngressContext, IngressEndpoint, IngressTarget, QueueSettings } from "./ingress/endpoint";
export { KafkaIngress } from "./ingress/kafka";
export type { KafkaIngressOptions, KafkaIngressProps } from "./ingress/kafka";
export { ApiGateway } from "./ingress/api-gateway";
export type { ApiGatewayDomain, ApiGatewayOptions, ApiGatewayProps, ExistingService } from "./ingress/api-gateway";
export { CloudNativeGateway } from "./ingress/cloud-native-gateway";
export type { CloudNativeGatewayOptions, CloudNativeGatewayProps } from "./ingress/cloud-native-gateway";
export { CustomDomain } from "./ingress/custom-domain";
export type { CustomDomainOptions, CustomDomainProps } from "./ingress/custom-domain";
export { ExistingIngress, NoIngress } from "./ingress/existing";
export type { ExistingIngressProps } from "./ingress/existing";
export { FunctionUrl } from "./ingress/function-url";
export type { FunctionUrlOptions, FunctionUrlProps } from "./ingress/function-url";

export type { MediaBucketProps } from "./media/bucket";
export type { QueueFamily, QueueFamilyProps } from "./media/family";
export type {
  CallbackEventName,
  KafkaTopic,
  MessageQueue,
  NotificationOptions,
  NotificationProps,
  ResultFormat,
} from "./media/notification";
export { MediaQueue } from "./media/queue";
export type { MediaQueueOptions, MediaQueueProps } from "./media/queue";
export { MediaService } from "./media/service";
export type { MediaServiceOptions, MediaServiceProps } from "./media/service";
export { Workflow, WorkflowFlow } from "./media/flow";
export type { StartOptions } from "./media/flow";
export { Node } from "./media/nodes";
export type {
  BodyStepOptions,
  CoverStepOptions,
  DocAigcStepOptions,
  EnhanceStepOptions,
  HdrStepOptions,
  InspectStepOptions,
  SegmentStepOptions,
  SeparateStepOptions,
  SnapshotStepOptions,
  StreamPackConfigOptions,
  StreamPackOptions,
  TemplateStepOptions,
  TranscodeOptions,
} from "./media/step-options";
export type { FunctionStepOptions, StepBuilder, WorkflowStep } from "./media/nodes";
export type { MediaTemplate } from "./media/template";
export type { WorkflowInput, WorkflowNode, WorkflowOperation, WorkflowTopology } from "./media/topology";
export { MediaWorkflow } from "./media/workflow";
export type { MediaWorkflowOptions, MediaWorkflowProps } from "./media/workflow";
export type { OutputOptions } from "./operations/containers";

export { JobTemplate } from "./templates/job-template";
export type { JobTemplateProps } from "./templates/job-template";
export { Template } from "./templates/template";
export type { TemplateArguments, TemplateBuilder, TemplateContent } from "./templates/template";
export { VendorResource } from "./templates/vendor-resource";
export type { VendorResourceProps } from "./templates/vendor-resource";
export type { StateBucketOptions } from "./storage/state-bucket";
export { BatchJob } from "./uploads/batch-job";
export type { BatchJobProps, BatchSelection } from "./uploads/batch-job";
export { Job } from "./uploads/job";
export type { PlainJobOptions } from "./uploads/job";
export { UploadJob } from "./uploads/job-type";
export type { RenderedJob } from "./uploads/job-type";
export { JobTrigger } from "./uploads/job-trigger";
export type { JobTriggerProps, SubmitterOptions, UploadOptions } from "./uploads/job-trigger-props";
export { SubmissionRecord } from "./uploads/submission-record";
export type { SubmissionRecordOptions, SubmissionRecordProps } from "./uploads/submission-record";
export type { UploadSubmitterOptions } from "./uploads/uploads";

export { ValidationError } from "./validation/errors";
export { moveFromPath } from "./terraform/moves";
export type { FormerPath } from "./terraform/moves";
export { TencentciProvider } from "./terraform/tencentci-provider";
export { TerraformData } from "./terraform/terraform-data";
export type { TerraformDataProps } from "./terraform/terraform-data";
/** Bindings of the vendor's provider, for apps that have none of their own. */
export { TencentcloudProvider } from "#tencentcloud/provider";
