/**
 * Containers that jobs and workflow nodes share, with the ranges that CI documents. Lists of codecs and formats
 * grow, so these fields are texts.
 *
 * @see https://cloud.tencent.com/document/product/460/84733
 */
export * from "./effects";
export * from "./output";
export * from "./pictures";
export * from "./transcoding";
