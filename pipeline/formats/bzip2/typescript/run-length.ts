/**
 * Expands runs: four equal bytes are followed by a count, 0 to 255, of how many more there were.
 *
 * @returns how much was read and written; undefined when the block ends where a count is due
 */
export function expandRuns(block: Uint8Array, start: number, output: Uint8Array, full: number) {
  let from = start;
  let to = 0;
  while (from < block.length && to < full) {
    const byte = block[from]!;
    const isRun = block[from + 1] === byte && block[from + 2] === byte && block[from + 3] === byte;
    if (!isRun) {
      output[to++] = byte;
      from++;
      continue;
    }
    const more = block[from + 4];
    if (more === undefined) return undefined;
    output.fill(byte, to, to + 4 + more);
    from += 5;
    to += 4 + more;
  }
  return { from, to };
}
