/** Bindings of the package's own provider `tencentci`: use them to find resources in tests, and to import resources. */
export { BatchJob } from "#tencentci/batch-job";
export { CallbackSecret } from "#tencentci/callback-secret";
export { MediaQueue } from "#tencentci/media-queue";
export { MediaService } from "#tencentci/media-service";
export { MediaWorkflow } from "#tencentci/media-workflow";
