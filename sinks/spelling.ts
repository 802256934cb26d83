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

export type Speller = (value: DataRecord[string] | undefined) => string;

/** A function that writes the values of one column. */
export function columnSpeller(column: Column, spelling: Spelling): Speller {
  const spell = typeSpeller(column, spelling) as (value: unknown) => string;
  return (value) => (value === null || value === undefined ? spelling.nothing : spell(value));
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
