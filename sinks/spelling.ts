import type { Column, DataRecord, Properties } from '../pipeline/records/record-type.ts';

/** How one dialect of one format writes each type of value. */
export interface Spelling {
  /** For null, in a column of any type. */
  readonly nothing: string;
  /** @param microseconds since 1970-01-01T00:00:00Z. */
  time(microseconds: number): string;
  seconds(seconds: number): string;
  integer(value: number): string;
  text(text: string): string;
  properties(properties: Properties): string;
}

/**
 * A function that spells the columns of a record into `cells`, the same array for all records: this is the innermost loop of a run, and
 * what is the same as in the record before is not spelled again.
 *
 * @param placeOf where in `cells` the column of an index goes.
 */
export function recordSpeller(
  columns: readonly Column[],
  spelling: Spelling,
  cells: string[],
  placeOf = (index: number): number => index,
): (record: DataRecord) => void {
  const names = columns.map(({ name }) => name);
  const places = columns.map((_, index) => placeOf(index));
  const spellers = columns.map((column) => typeSpeller(column, spelling) as (value: unknown) => string);
  const values = names.map((): DataRecord[string] | undefined => undefined);
  for (const place of places) cells[place] = spelling.nothing;
  return (record) => {
    for (let i = 0; i < names.length; i++) {
      const value = record[names[i]!];
      if (value === values[i]) continue;
      values[i] = value;
      cells[places[i]!] = value === null || value === undefined ? spelling.nothing : spellers[i]!(value);
    }
  };
}

function typeSpeller({ type, secondsBeforeEpoch }: Column, spelling: Spelling) {
  switch (type) {
    case 'time':
      return spelling.time;
    case 'seconds': {
      // Star Compactor computes floats, but puts the integer -1 for what lies before the epoch.
      const { seconds, integer } = spelling;
      return secondsBeforeEpoch === undefined ? seconds : (s: number) => (s === -1 ? integer(s) : seconds(s));
    }
    case 'integer':
      return spelling.integer;
    case 'text':
    case 'enum':
      return spelling.text;
    case 'properties':
      return spelling.properties;
  }
}
