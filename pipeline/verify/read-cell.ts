import { parsePythonDict } from '../formats/python/dict.ts';
import { parseZonedTime } from '../formats/zoned-time.ts';
import type { PublishedColumn } from './published-manifest.ts';

/** A value as it is compared with others: times in microseconds, properties by name. */
export type CellValue = string | number | null | ReadonlyMap<string, unknown>;

export interface BadCell {
  /** What was expected. */
  readonly expected: string;
}

const NUMBER = /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i;

/**
 * The value of a cell, a field of CSV (text) or a value of JSON, or what was expected instead.
 *
 * @param dialect of the sink that wrote it.
 */
export function readCell(raw: unknown, column: PublishedColumn, dialect: string): CellValue | BadCell {
  if (isNothing(raw, column, dialect)) {
    return column.nullable === true || column.type === 'text' ? null : { expected: 'a value' };
  }
  switch (column.type) {
    case 'time':
      return readTime(raw, dialect) ?? { expected: 'a time' };
    case 'seconds':
    case 'integer':
      return readNumber(raw) ?? { expected: 'a number' };
    case 'enum':
      return column.values?.includes(raw as string)
        ? (raw as string)
        : { expected: `one of ${column.values?.join(', ')}` };
    case 'properties':
      return readProperties(raw) ?? { expected: 'properties: names and texts, numbers or null' };
    default:
      return typeof raw === 'string' ? raw : { expected: 'text' };
  }
}

export const isBad = (value: CellValue | BadCell): value is BadCell =>
  typeof value === 'object' && value !== null && 'expected' in value;

/** In CSV, nothing is an empty field, or `None`. */
function isNothing(raw: unknown, { type }: PublishedColumn, dialect: string): boolean {
  if (raw === null || raw === undefined) return true;
  return dialect === 'starcompactor' ? raw === 'None' : raw === '' && type !== undefined;
}

function readTime(raw: unknown, dialect: string): number | undefined {
  if (typeof raw !== 'string' || raw.endsWith('Z') === (dialect === 'starcompactor')) return undefined;
  return parseZonedTime(raw)?.time;
}

function readNumber(raw: unknown): number | undefined {
  if (typeof raw === 'number') return raw;
  return typeof raw === 'string' && NUMBER.test(raw) ? Number(raw) : undefined;
}

function readProperties(raw: unknown): ReadonlyMap<string, unknown> | undefined {
  const held = typeof raw === 'string' ? parseDict(raw) : asMap(raw);
  const isFlat =
    held && [...held.values()].every((value) => value === null || typeof value !== 'object' || 'number' in value);
  return isFlat ? held : undefined;
}

function parseDict(text: string): ReadonlyMap<string, unknown> | undefined {
  try {
    return asMap(JSON.parse(text));
  } catch {
    return parsePythonDict(text);
  }
}

const asMap = (value: unknown): ReadonlyMap<string, unknown> | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? new Map(Object.entries(value)) : undefined;
