/** Options of `toNodeListener` and `toFetchHandler`. */
export interface ServerOptions<Request> {
  /**
   * Address of the client, for `CI_CALLBACK_ALLOWED_CIDRS`. Behind a load balancer, read it from the header that
   * the load balancer itself sets; a header that clients can set proves nothing.
   *
   * @default - the address of the connection with `toNodeListener`, none with `toFetchHandler`
   */
  readonly source?: (request: Request) => string | undefined;
}

/** How a request is served. */
export interface Serving<Request> extends ServerOptions<Request> {
  /**
   * Maximum number of bytes read from a body: one more than the handler allows, so that the handler refuses longer
   * bodies.
   */
  readonly limit: number;
}
