/** Few enough to be used and forgotten before the collector of young garbage has to move them. */
export const BATCH = 500;

export function* inBatches<T>(items: readonly T[], size = BATCH): Generator<T[]> {
  for (let at = 0; at < items.length; at += size) yield items.slice(at, at + size);
}
