/** A database row that was written as a JSON object, as MariaDB's JSON_OBJECT and its like do. */

/** By column. Numbers are text, however large; true and false are `1` and `0`; what is nested is JSON text. */
export type JsonRow = Record<string, string | null>;

/** An integer of fewer digits is exact as a JavaScript number. */
const LONG_INTEGER = /^-?\d{16,}$/;
const MAY_HOLD_ONE = /\d{16}/;
const STRINGS_AND_NUMBERS = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/gs;

/**
 * Reads such a row; columns that are not wanted are not kept.
 *
 * @returns undefined where the text is not a JSON object.
 */
export function parseJsonRow(text: string, columns: readonly string[]): JsonRow | undefined {
  const value = parse(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const held = columns.filter((column) => Object.hasOwn(value, column));
  // From entries, since a column may be called `__proto__`, which cannot be assigned.
  return Object.fromEntries(held.map((column) => [column, asText((value as Record<string, unknown>)[column])]));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(MAY_HOLD_ONE.test(text) ? quoteLongIntegers(text) : text);
  } catch {
    // The engine's message quotes the text, which may hold anything.
    return undefined;
  }
}

const quoteLongIntegers = (text: string): string =>
  text.replace(STRINGS_AND_NUMBERS, (token) => (LONG_INTEGER.test(token) ? `"${token}"` : token));

function asText(value: unknown): string | null {
  if (value === null || typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? '1' : '0';
  return typeof value === 'number' ? String(value) : JSON.stringify(value);
}
