/** One spelling for all spellings of a value: what is equal in meaning is equal in text. Null, empty and `None` are the empty text. */
import { formatZonelessTime } from '../formats/iso-time.ts';
import { memoize } from '../formats/memoize.ts';
import { type PythonScalar, parsePythonDict } from '../formats/python/dict.ts';
import { parseZonedTime } from '../formats/zoned-time.ts';
import type { Column } from '../records/record-type.ts';
import { SEPARATOR } from './row.ts';

/** A cell of a CSV file (text) or a value of a JSON object. */
export type Raw = unknown;
export type NormalForm = (value: Raw) => string;

const NOTHING = '';
const ISO_SECONDS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ?$/;
const INTEGER = /^(?:0|-?[1-9]\d{0,14})$/;
/** PROPERTIES are few: kinds of machines, flavours. */
const REMEMBERED = 8192;

/** How values of a column are compared; columns that nobody knows hold text. */
export function normalFormOf(column: Column | undefined): NormalForm {
  switch (column?.type) {
    case 'time':
      return timeForm;
    case 'seconds':
    case 'integer':
      return numberForm;
    case 'properties':
      return propertiesForm;
    default:
      return textForm;
  }
}

/** @returns names and values, the latter in their normal form. */
export const propertiesOf = (form: string): Map<string, string> =>
  form.startsWith('[') ? new Map(JSON.parse(form)) : new Map(form === NOTHING ? [] : [[NOTHING, form]]);

function textForm(value: Raw): string {
  if (value === null || value === undefined || value === 'None') return NOTHING;
  const text = typeof value === 'string' ? value : typeof value === 'object' ? JSON.stringify(value) : String(value);
  return text.includes(SEPARATOR) ? text.replaceAll(SEPARATOR, '\\x1f') : text;
}

/** ISO 8601, UTC, without a zone. Most times have that form already, but for a Z. */
function timeForm(value: Raw): string {
  const text = textForm(value);
  if (ISO_SECONDS.test(text)) return text.slice(0, 19);
  const time = parseZonedTime(text)?.time;
  return time === undefined ? text : formatZonelessTime(time);
}

function numberForm(value: Raw): string {
  const text = textForm(value);
  if (INTEGER.test(text)) return text;
  return text.trim() === NOTHING || Number.isNaN(Number(text)) ? text : String(Number(text));
}

function propertiesForm(value: Raw): string {
  if (typeof value === 'string') return propertiesTextForm(value);
  if (typeof value !== 'object' || value === null) return textForm(value);
  // There and back, but only once for each of the few that there are.
  return propertiesTextForm(JSON.stringify(value));
}

const propertiesTextForm = memoize((text) => {
  const json = parseObject(text);
  if (json !== undefined) return entriesForm(Object.entries(json).map(([name, item]) => [name, jsonItemForm(item)]));
  const dict = parsePythonDict(text);
  return dict === undefined
    ? textForm(text)
    : entriesForm([...dict].map(([name, item]) => [name, pythonItemForm(item)]));
}, REMEMBERED);

function parseObject(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** A property that is null says as much as one that is left out. */
function entriesForm(entries: readonly (readonly [string, string | null])[]): string {
  const known = entries.filter(([, value]) => value !== null).sort(([a], [b]) => (a < b ? -1 : 1));
  return known.length === 0 ? NOTHING : JSON.stringify(known);
}

/** `48`, `48.0` and `"48"` are one value; `"1.10"` is a text, and not 1.1. */
function jsonItemForm(value: unknown): string | null {
  if (value === null || typeof value === 'string') return value;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function pythonItemForm(value: PythonScalar): string | null {
  if (value === null || typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  return /^\d+$/.test(value.number) ? value.number : String(Number(value.number));
}
