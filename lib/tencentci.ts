/** Bindings of the package's own provider `tencentci`: its resources, to find them in tests and to import them, and its data sources. */
export { BatchJob } from "#tencentci/batch-job";
export { CallbackSecret } from "#tencentci/callback-secret";
export { DataTencentciCallbackSettings } from "#tencentci/data-tencentci-callback-settings";
export { DataTencentciMediaQueue } from "#tencentci/data-tencentci-media-queue";
export { DataTencentciMediaService } from "#tencentci/data-tencentci-media-service";
export { DataTencentciMediaWorkflow } from "#tencentci/data-tencentci-media-workflow";
export { MediaQueue } from "#tencentci/media-queue";
export { MediaService } from "#tencentci/media-service";
export { MediaWorkflow } from "#tencentci/media-workflow";
