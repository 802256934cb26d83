import type { DataRecord, PropertyValue } from '../../pipeline/records/record-type.ts';

/**
 * What a part of an expression is. A `property` holds text or a number, and is read as whatever it is held against; times are
 * microseconds since 1970 UTC.
 */
export type ValueType = 'text' | 'number' | 'time' | 'condition' | 'property' | 'properties' | 'null';

/** Null is SQL's: nothing is known of it, and of nothing that is made of it. */
export type Value = string | number | boolean | null;

/** A part of an expression, ready to be asked about records. */
export interface Term {
  readonly type: ValueType;
  /** Its first character in the expression, 0-based. */
  readonly at: number;
  of(record: DataRecord): Value;
  /** What it always is. */
  readonly constant?: Value;
  /** All that a column can be. */
  readonly values?: readonly string[];
  /** The name of a column or property. */
  readonly label?: string;
}

export const asNumber = (value: PropertyValue): number | null => {
  if (typeof value !== 'string') return value;
  const number = Number(value);
  return value.trim() === '' || !Number.isFinite(number) ? null : number;
};

export const asText = (value: PropertyValue): string | null => (value === null ? null : String(value));
