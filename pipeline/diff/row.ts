/** A row as one text whose fields are in their normal forms: rows are equal when their texts are, and sort by their first fields. */

/** Stands between fields, and in none of them. */
export const SEPARATOR = '\x1f';

export const joinFields = (fields: readonly string[]): string => fields.join(SEPARATOR);

export const splitFields = (row: string): string[] => row.split(SEPARATOR);

/** The first fields of a row, as far as they can be compared. */
export function firstFields(row: string, count: number): string {
  let end = -1;
  for (let i = 0; i < count; i++) {
    const next = row.indexOf(SEPARATOR, end + 1);
    if (next < 0) return row;
    end = next;
  }
  return row.slice(0, Math.max(0, end));
}
