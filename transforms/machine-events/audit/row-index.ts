import type { Payload, Version } from './lives.ts';

/** The living rows of one table, found by a key. */
export class RowIndex {
  readonly #keys = new Map<string, string>();
  readonly #rows = new Map<string, Map<string, Payload>>();

  /**
   * Puts a version of a row in place of the one before.
   *
   * @param key null where the row is not to be found.
   * @returns the keys under which something changed.
   */
  put({ database, id, payload }: Version, key: string | null): string[] {
    const row = JSON.stringify([database, id]);
    const before = this.#keys.get(row);
    const after = payload === null ? null : key;
    if (before !== undefined && before !== after) this.#remove(row, before);
    if (after !== null) {
      const rows = this.#rows.get(after) ?? new Map<string, Payload>();
      this.#rows.set(after, rows.set(row, payload as Payload));
      this.#keys.set(row, after);
    }
    return [...new Set([before, after])].filter((touched) => touched != null);
  }

  /** In the order in which they came. */
  of(key: string): Payload[] {
    return [...(this.#rows.get(key)?.values() ?? [])];
  }

  #remove(row: string, key: string): void {
    const rows = this.#rows.get(key);
    rows?.delete(row);
    if (rows?.size === 0) this.#rows.delete(key);
    this.#keys.delete(row);
  }
}
