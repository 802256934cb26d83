/** Thousands of open files at once would be too many; a network file system answers a few quicker than one. */
export const FILES_AT_ONCE = 16;

/** Applies an asynchronous function to all items, to `limit` of them at a time. */
export async function eachLimited<T, R>(
  items: readonly T[],
  limit: number,
  apply: (item: T) => Promise<R>,
): Promise<R[]> {
  const results = new Array<R>(items.length);
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < items.length) {
      const i = next++;
      results[i] = await apply(items[i]!);
    }
  };
  await Promise.all(Array.from({ length: limit }, work));
  return results;
}
