/**
 * Works on up to `ahead` items at once, and gives the results in the order of the items. The first error ends it; what has been
 * begun is waited for, so that nothing goes on behind the back of the caller.
 *
 * @param cancel called before that wait, to make it short.
 */
export async function* workAhead<T, R>(
  items: AsyncIterable<T> | Iterable<T>,
  ahead: number,
  work: (item: T) => Promise<R>,
  cancel?: () => void,
): AsyncGenerator<R> {
  const begun: Promise<R>[] = [];
  try {
    for await (const item of items) {
      const result = work(item);
      // Its error is met when its turn comes; until then it is no unhandled rejection.
      result.catch(() => {});
      begun.push(result);
      if (begun.length >= ahead) yield await begun.shift()!;
    }
    while (begun.length > 0) yield await begun.shift()!;
  } finally {
    if (begun.length > 0) cancel?.();
    await Promise.allSettled(begun);
  }
}
