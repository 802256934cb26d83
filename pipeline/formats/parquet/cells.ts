/** What the cells of a column are turned into. */
import type { ParquetParsers, SchemaElement } from 'hyparquet/src/types.js';

/** Microseconds since 1970 (a number) in a column of times, bytes in a column of text or JSON; other columns have other values. */
export type Cell = number | Uint8Array | bigint | boolean | null | undefined;

export type ColumnKind = 'time' | 'text' | 'other';

/** What a column holds, as far as it matters here. */
export function kindOf({ type, converted_type: converted, logical_type: logical }: SchemaElement): ColumnKind {
  if (logical?.type === 'TIMESTAMP' || converted === 'TIMESTAMP_MILLIS' || converted === 'TIMESTAMP_MICROS')
    return 'time';
  // The time of old Spark, Hive and Impala.
  if (type === 'INT96') return 'time';
  if (type !== 'BYTE_ARRAY') return 'other';
  const isText = converted === undefined || ['UTF8', 'JSON', 'ENUM'].includes(converted);
  return isText && (logical === undefined || ['STRING', 'JSON', 'ENUM'].includes(logical.type)) ? 'text' : 'other';
}

/** In the words of Parquet, for messages. */
export const describeType = ({ type, converted_type: converted, logical_type: logical }: SchemaElement): string =>
  logical?.type ?? converted ?? type ?? 'a group of columns';

const asIs = <T>(value: T): T => value;

/** Times become exact microseconds (hyparquet's own are milliseconds); text stays bytes, to be decoded where the row is known. */
export const PARSERS: ParquetParsers = {
  timestampFromMilliseconds: (millis) => Number(millis) * 1000,
  timestampFromMicroseconds: Number,
  timestampFromNanoseconds: (nanos) => Number((nanos - BigInt(positiveRemainder(nanos))) / 1000n),
  dateFromDays: asIs,
  stringFromBytes: asIs,
  jsonFromBytes: asIs,
  geometryFromBytes: asIs,
  geographyFromBytes: asIs,
  uuidFromBytes: asIs,
};

const positiveRemainder = (nanos: bigint): number => (Number(nanos % 1000n) + 1000) % 1000;
