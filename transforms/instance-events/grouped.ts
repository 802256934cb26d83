/** Cuts what is sorted into groups of items that belong together; gives the whole groups of a batch at once. */
export async function* grouped<T>(
  batches: AsyncIterable<readonly T[]>,
  together: (a: T, b: T) => boolean,
): AsyncGenerator<T[][]> {
  let group: T[] = [];
  for await (const batch of batches) {
    const groups: T[][] = [];
    for (const item of batch) {
      if (group.length > 0 && !together(group[0]!, item)) {
        groups.push(group);
        group = [];
      }
      group.push(item);
    }
    if (groups.length > 0) yield groups;
  }
  if (group.length > 0) yield [group];
}
