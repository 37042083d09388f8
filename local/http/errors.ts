/** An error answer of a service, with Tencent Cloud's documented code and HTTP status. */
export class ServiceError extends Error {
  override readonly name = "ServiceError";

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

// The codes of CI's common table. It has none for an unknown queue or workflow; see docs/local-cloud.md.
// https://www.tencentcloud.com/document/product/1045/49353
export const invalidArgument = (message: string): ServiceError => new ServiceError(400, "InvalidArgument", message);
export const missingContent = (message: string): ServiceError => new ServiceError(400, "MissingContent", message);
export const invalidContent = (message: string): ServiceError => new ServiceError(400, "InvalidContent", message);
export const resourceNotFound = (message: string): ServiceError => new ServiceError(400, "ResourceNotFound", message);
export const accessDenied = (message: string): ServiceError => new ServiceError(403, "AccessDenied", message);
export const notImplemented = (message: string): ServiceError => new ServiceError(501, "NotImplemented", message);
