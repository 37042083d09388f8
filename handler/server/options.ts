/** Options of `toNodeListener` and `toFetchHandler`. */
export interface ServerOptions<Request> {
  /**
   * Address that a request comes from, for `CI_CALLBACK_ALLOWED_CIDRS`. Behind a load balancer, read it from the header that
   * the load balancer itself sets; a header that clients can send proves nothing.
   *
   * @default - the connection's with `toNodeListener`, none with `toFetchHandler`
   */
  readonly source?: (request: Request) => string | undefined;
}

/** How a request is served. */
export interface Serving<Request> extends ServerOptions<Request> {
  /** Bytes of a body that are read at most: one more than the handler allows, so that it refuses the body by itself. */
  readonly limit: number;
}
