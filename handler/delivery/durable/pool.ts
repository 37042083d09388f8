/**
 * Calls a function for every item, at most `concurrency` items at a time. After a failure no further item is started;
 * rejects with the first error when the running calls have ended.
 */
export async function forEachOf<T>(
  items: AsyncIterable<T> | Iterable<T>,
  concurrency: number,
  call: (item: T) => Promise<void>,
): Promise<void> {
  const iterator = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
  let stopped = false;
  // All workers share one generator, which yields the items in order.
  const runner = async (): Promise<void> => {
    while (!stopped) {
      const next = await iterator.next();
      if (next.done) return;
      await call(next.value);
    }
  };
  const guarded = (): Promise<void> =>
    runner().catch((error: unknown) => {
      stopped = true;
      throw error;
    });
  const results = await Promise.allSettled(Array.from({ length: concurrency }, guarded));
  await iterator.return?.();
  const failed = results.find((result) => result.status === "rejected");
  if (failed) throw failed.reason;
}

/** The items in lists of `size`; the last list, and the list before a failure, may be shorter. */
export async function* chunksOf<T>(items: AsyncIterable<T>, size: number): AsyncGenerator<readonly T[]> {
  let chunk: T[] = [];
  let failure: { readonly error: unknown } | undefined;
  try {
    for await (const item of items) {
      chunk.push(item);
      if (chunk.length < size) continue;
      yield chunk;
      chunk = [];
    }
  } catch (error) {
    failure = { error };
  }
  if (chunk.length > 0) yield chunk;
  if (failure) throw failure.error;
}
