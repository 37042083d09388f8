/**
 * A failed call of a function, with the platform's status codes.
 *
 * @see https://www.tencentcloud.com/document/product/583/35311
 */
export class FunctionError extends Error {
  override readonly name = "FunctionError";

  constructor(
    readonly status: number,
    message: string,
    /** Stack trace of user code, if there is one. */
    readonly stackTrace?: string,
  ) {
    super(message);
  }
}

/** Status codes that the local cloud uses. */
export const STATUS = {
  requestTooLarge: 406,
  responseTooLarge: 407,
  userException: 430,
  timeLimit: 433,
  memoryLimit: 434,
  notFound: 435,
  handlerNotFound: 437,
  notRunnable: 438,
  processExit: 439,
  qualifierNotFound: 442,
  userCode: 443,
  initTimeout: 450,
} as const;

/** The body that the caller of a failed call gets. */
export function errorBody(error: FunctionError, requestId: string): string {
  const { status, message, stackTrace } = error;
  const errorCode = status === STATUS.userException || status === STATUS.userCode ? 1 : -1;
  return JSON.stringify({ errorCode, errorMessage: message, requestId, stackTrace, statusCode: status });
}
