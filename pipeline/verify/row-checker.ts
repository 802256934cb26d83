import { findPatterns } from '../scan/patterns.ts';
import { RecentValues } from '../scan/recent-values.ts';
import type { PublishedColumn, PublishedOutput } from './published-manifest.ts';
import { type CellValue, isBad, readCell } from './read-cell.ts';

/** What is wrong with a cell; `column` is empty where it is the row. */
export type Tell = (column: string, message: string) => void;

/** What each method of a mask gives. */
const FORMS: Readonly<Record<string, RegExp>> = {
  'sha2-salted': /^[0-9a-f]{32}$/,
  'hmac-sha256': /^[0-9a-f]{32}$/,
  'sha1-raw': /^[0-9a-f]{40}$/,
  ordered: /^\d+$/,
};

/** Holds rows against the schema in the manifest, each against the one before it, and looks for what should not be there. */
export class RowChecker {
  readonly #columns: readonly PublishedColumn[];
  readonly #properties: ReadonlyMap<string, PublishedColumn>;
  readonly #order: readonly number[];
  readonly #dialect: string;
  readonly #clean: readonly RecentValues[];
  #previous: readonly CellValue[] | undefined;

  constructor({ schema, format }: PublishedOutput) {
    this.#columns = schema.columns;
    this.#properties = new Map(schema.properties.map((property) => [property.name, property]));
    this.#order = schema.order.map((name) => schema.columns.findIndex((column) => column.name === name));
    this.#dialect = format.dialect ?? 'default';
    this.#clean = schema.columns.map(() => new RecentValues());
  }

  /** @param row in the order of the columns. */
  check(row: readonly unknown[], tell: Tell): void {
    const values = row.map((raw, i) => this.#checkCell(raw, i, tell));
    if (values.includes(undefined)) return;
    const complete = values as CellValue[];
    if (this.#previous !== undefined && this.#compare(this.#previous, complete) > 0) {
      tell('', 'comes before the row above it in the order of the trace');
    }
    this.#previous = complete;
  }

  #checkCell(raw: unknown, i: number, tell: Tell): CellValue | undefined {
    const column = this.#columns[i]!;
    const value = readCell(raw, column, this.#dialect);
    if (isBad(value)) {
      tell(column.name, `expected ${value.expected}, found something else`);
      return undefined;
    }
    if (value instanceof Map) this.#checkProperties(value, column.name, tell);
    else if (typeof value === 'string' && column.type !== 'enum' && !this.#clean[i]!.has(value)) {
      if (checkText(value, column, column.name, tell)) this.#clean[i]!.add(value);
    }
    return value;
  }

  #checkProperties(held: ReadonlyMap<string, unknown>, name: string, tell: Tell): void {
    for (const [key, value] of held) {
      const property = this.#properties.get(key);
      if (property === undefined) tell(name, 'found a property that the manifest does not name');
      else if (typeof value === 'string') checkText(value, property, `${name}.${key}`, tell);
    }
  }

  /** As the records were sorted; null comes first. */
  #compare(a: readonly CellValue[], b: readonly CellValue[]): number {
    for (const i of this.#order) {
      const [left, right] = [a[i] ?? null, b[i] ?? null];
      if (left === right) continue;
      if (left === null) return -1;
      if (right === null) return 1;
      return left < right ? -1 : 1;
    }
    return 0;
  }
}

/** Is it what its treatment makes, and does it look like nothing that should be hidden? */
function checkText(text: string, { treatment, type }: PublishedColumn, label: string, tell: Tell): boolean {
  if (treatment === 'none' || text === '') return true;
  const form = FORMS[treatment];
  if (form !== undefined && (form.test(text) || text === 'None')) return true;
  if (form !== undefined && type !== undefined) {
    tell(label, `expected what ${treatment} makes of a value, found something else`);
    return false;
  }
  const found = findPatterns(text).filter(({ kind }) => kind !== 'uuid' || treatment === 'as it is');
  for (const { kind } of found) tell(label, `found what looks like ${kind}`);
  return found.length === 0;
}
