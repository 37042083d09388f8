/** Bindings of the package's own provider `tencentci`: to look for resources in tests, and to import them. */
export { BatchJob } from "#tencentci/batch-job";
export { CallbackSecret } from "#tencentci/callback-secret";
export { MediaQueue } from "#tencentci/media-queue";
export { MediaService } from "#tencentci/media-service";
export { MediaWorkflow } from "#tencentci/media-workflow";
