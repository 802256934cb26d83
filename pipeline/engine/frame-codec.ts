/**
 * How sorted items are spelled on disk: column by column. Neighbours in a trace have much in common, so most columns boil down to a few
 * different values, or to small differences between numbers. That makes a third of the text that JSON makes of the items one by
 * one, and takes a third of the time, most of which would go into spelling large numbers and the same words over and over.
 *
 * Items come back as JSON would give them back. Those that have no columns in common are spelled as JSON.
 */

/** A column is spelled out when more of its values than every second one are different, from this many on. */
const FEW_WORDS = 16;
/** Differences of numbers up to here are exact. */
const LARGEST = 2 ** 52;
const isExact = (value: unknown): value is number => Number.isInteger(value) && Math.abs(value as number) <= LARGEST;

type Column =
  /** The values. */
  | { readonly v: readonly unknown[] }
  /** The difference of each integer from the one before. */
  | { readonly n: readonly number[] }
  /** The different values, and which of them each is. */
  | { readonly w: readonly unknown[]; readonly i: readonly number[] };

/** Items of one shape: arrays of one length (`k` is null), or objects with the same keys in the same order. */
interface Table {
  readonly k: readonly string[] | null;
  readonly c: readonly Column[];
}

interface Frame {
  readonly t: readonly Table[];
  /** Where there are several tables: which of them each item is in. */
  readonly o?: readonly number[];
}

/** @param items must survive JSON. */
export function encodeFrame(items: readonly unknown[]): string {
  const shapes: Shape[] = [];
  const order = items.map((item) => {
    let at = shapes.findIndex((shape) => shape.fits(item));
    if (at < 0) at = shapes.push(new Shape(item)) - 1;
    shapes[at]?.items.push(item);
    return at;
  });
  if (items.length === 0 || !shapes.every((shape) => shape.hasColumns)) return JSON.stringify(items);
  const tables = shapes.map((shape) => shape.table());
  return JSON.stringify({ t: tables, ...(shapes.length > 1 && { o: order }) } satisfies Frame);
}

export function decodeFrame<T>(text: string): T[] {
  const frame = JSON.parse(text) as T[] | Frame;
  if (Array.isArray(frame)) return frame;
  const tables = frame.t.map(itemsOf);
  if (frame.o === undefined) return tables[0] as T[];
  const next = tables.map(() => 0);
  return frame.o.map((at) => (tables[at] as T[])[(next[at] as number)++] as T);
}

/** Items that look alike. */
class Shape {
  readonly items: unknown[] = [];
  readonly #length: number;
  /** Null for arrays; undefined for what has no columns. */
  readonly #keys: readonly string[] | null | undefined;

  constructor(item: unknown) {
    if (Array.isArray(item)) this.#keys = null;
    else if (typeof item === 'object' && item !== null) this.#keys = Object.keys(item);
    this.#length = Array.isArray(item) ? item.length : (this.#keys?.length ?? 0);
  }

  /** The key `__proto__` cannot be assigned; what JSON leaves out, it has to leave out itself. */
  get hasColumns(): boolean {
    if (this.#keys === undefined || this.#length === 0) return false;
    if (this.#keys === null) return true;
    if (this.#keys.includes('__proto__') || this.#keys.includes('toJSON')) return false;
    return !this.items.some((item) => Object.values(item as object).includes(undefined));
  }

  fits(item: unknown): boolean {
    if (this.#keys === undefined || typeof item !== 'object' || item === null) return false;
    if (this.#keys === null) return Array.isArray(item) && item.length === this.#length;
    if (Array.isArray(item)) return false;
    let at = 0;
    for (const key in item) if (this.#keys[at++] !== key) return false;
    return at === this.#length;
  }

  table(): Table {
    const keys = this.#keys ?? null;
    const columns = Array.from({ length: this.#length }, (_, at) => {
      const key = keys === null ? at : (keys[at] as string);
      return columnOf(this.items.map((item) => (item as Record<string | number, unknown>)[key]));
    });
    return { k: keys, c: columns };
  }
}

function columnOf(values: readonly unknown[]): Column {
  if (values.every(isExact)) {
    let last = 0;
    return {
      n: values.map((value) => {
        const difference = value - last;
        last = value;
        return difference;
      }),
    };
  }
  return inWords(values) ?? { v: values };
}

function inWords(values: readonly unknown[]): Column | undefined {
  const places = new Map<unknown, number>();
  const words: unknown[] = [];
  const indexes: number[] = [];
  for (const value of values) {
    // Equal maps are different objects.
    const word = typeof value === 'object' && value !== null ? `{${JSON.stringify(value)}` : asWord(value);
    let at = places.get(word);
    if (at === undefined) {
      at = words.push(value) - 1;
      if (at > FEW_WORDS + indexes.length / 2) return undefined;
      places.set(word, at);
    }
    indexes.push(at);
  }
  return { w: words, i: indexes };
}

/** Told apart from how maps are spelled. */
const asWord = (value: unknown): unknown => (typeof value === 'string' && value.startsWith('{') ? `"${value}` : value);

function itemsOf({ k: keys, c: columns }: Table): unknown[] {
  const values = columns.map(valuesOf);
  const { length } = values[0] as unknown[];
  const items: unknown[] = new Array(length);
  for (let row = 0; row < length; row++) {
    if (keys === null) items[row] = values.map((column) => column[row]);
    else {
      const item: Record<string, unknown> = {};
      for (let at = 0; at < keys.length; at++) item[keys[at] as string] = (values[at] as unknown[])[row];
      items[row] = item;
    }
  }
  return items;
}

function valuesOf(column: Column): readonly unknown[] {
  if ('v' in column) return column.v;
  if ('w' in column) return column.i.map((at) => ownCopy(column.w[at]));
  let last = 0;
  return column.n.map((difference) => {
    last += difference;
    return last;
  });
}

/** Whoever changes one item must not change another; deeper than this nobody looks. */
function ownCopy(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Array.isArray(value) ? [...value] : { ...value };
}
