/** What values of a column are given as. */
export interface ColumnType {
  /**
   * `binary` and `bit`: bytes. `number`: its digits. `text`: characters, as are dates and all the rest. `unknown`: the dump does
   * not say (it has no CREATE TABLE); bytes where the dump writes them as such, else characters.
   */
  readonly kind: 'text' | 'number' | 'binary' | 'bit' | 'unknown';
  /** For `bit`: how many bytes hold its bits. */
  readonly bytes?: number;
  /** For `text`: the character set the column is stored in, where declared. */
  readonly charset?: string | undefined;
}

export const UNKNOWN_TYPE: ColumnType = { kind: 'unknown' };

const BINARY = new Set(
  (
    'binary varbinary tinyblob blob mediumblob longblob vector geometry point linestring polygon multipoint multilinestring ' +
    'multipolygon geometrycollection geomcollection'
  ).split(' '),
);

const NUMBER = new Set(
  (
    'tinyint smallint mediumint int integer bigint int1 int2 int3 int4 int8 middleint decimal dec numeric fixed number float ' +
    'float4 float8 double real bool boolean year serial'
  ).split(' '),
);

/**
 * @param name of the type, lower case, e.g. `varchar`
 * @param length the number in the parentheses behind it
 * @param charset the column's, else the table's, where declared
 */
export function columnType(name: string, length: number | undefined, charset: string | undefined): ColumnType {
  if (name === 'bit') return { kind: 'bit', bytes: Math.ceil((length ?? 1) / 8) };
  if (BINARY.has(name)) return { kind: 'binary' };
  if (NUMBER.has(name)) return { kind: 'number' };
  if (name === 'json') return { kind: 'text', charset: 'utf8mb4' };
  return charset === 'binary' ? { kind: 'binary' } : { kind: 'text', charset };
}
