import { propertiesOf } from './normal-form.ts';
import { firstFields, splitFields } from './row.ts';
import type { Surplus } from './unmatched.ts';

/** The columns of rows that are compared: first those of the key, then the others. */
export interface Layout {
  readonly columns: readonly string[];
  readonly keyLength: number;
  /** Place of the column that says what happened. */
  readonly event: number;
  /** Place of the column whose values are maps; -1 where there is none. */
  readonly properties: number;
}

/** A row in its normal form. */
export type Fields = readonly string[];

export interface Change {
  readonly column: string;
  readonly a: string;
  readonly b: string;
}

/** What was found to differ. */
export interface Differences {
  /** Rows of one key of which both traces have one, but not the same. */
  readonly changed: {
    rows: number;
    readonly columns: Map<string, number>;
    readonly examples: { readonly row: Fields; readonly changes: readonly Change[] }[];
  };
  readonly onlyInA: OneSided;
  readonly onlyInB: OneSided;
  /** Some value of the first column of the key is in both traces, as far as rows differ. */
  identityShared: boolean;
}

export interface OneSided {
  rows: number;
  /** By what happened. */
  readonly events: Map<string, number>;
  readonly examples: Fields[];
}

/** Rows of one key that wait for one of the other trace; more than this are not paired any more. */
const LONGEST_WAIT = 10_000;

/** Tells from the rows that find no match, which come sorted, how the traces differ. */
export async function tallyDifferences(
  surplus: AsyncIterable<Surplus>,
  layout: Layout,
  examples: number,
): Promise<Differences> {
  const oneSided = (): OneSided => ({ rows: 0, events: new Map(), examples: [] });
  const differences: Differences = {
    changed: { rows: 0, columns: new Map(), examples: [] },
    onlyInA: oneSided(),
    onlyInB: oneSided(),
    identityShared: false,
  };
  let key: string | undefined;
  let waiting: Surplus[] = [];
  const identity = new IdentityWatch();
  const settle = (): void => {
    for (const [row, count] of waiting) {
      tellOneSided(count > 0 ? differences.onlyInA : differences.onlyInB, row, Math.abs(count));
    }
    waiting = [];
  };

  for await (const [row, count] of surplus) {
    const next = firstFields(row, layout.keyLength);
    if (next !== key || waiting.length > LONGEST_WAIT) settle();
    key = next;
    identity.see(firstFields(row, 1), count);
    let left = count;
    while (left !== 0 && waiting.length > 0 && Math.sign((waiting[0] as Surplus)[1]) !== Math.sign(left)) {
      const [other, others] = waiting.shift() as Surplus;
      const pairs = Math.min(Math.abs(others), Math.abs(left));
      if (left > 0) tellChanged(row, other, pairs);
      else tellChanged(other, row, pairs);
      const direction = Math.sign(left);
      left -= direction * pairs;
      if (Math.abs(others) > pairs) waiting.unshift([other, others + direction * pairs]);
    }
    if (left !== 0) waiting.push([row, left]);
  }
  settle();
  differences.identityShared = identity.shared;
  return differences;

  function tellOneSided(side: OneSided, row: string, count: number): void {
    const fields = splitFields(row);
    side.rows += count;
    add(side.events, fields[layout.event] as string, count);
    if (side.examples.length < examples) side.examples.push(fields);
  }

  function tellChanged(a: string, b: string, count: number): void {
    const row = splitFields(a);
    const changes = changesBetween(row, splitFields(b), layout);
    differences.changed.rows += count;
    for (const { column } of changes) add(differences.changed.columns, column, count);
    if (differences.changed.examples.length < examples) differences.changed.examples.push({ row, changes });
  }
}

/** Sees whether rows of both traces have one first field; they come sorted. */
class IdentityWatch {
  shared = false;
  #value: string | undefined;
  #sides = new Set<number>();

  see(value: string, count: number): void {
    if (value !== this.#value) this.#sides = new Set();
    this.#value = value;
    this.#sides.add(Math.sign(count));
    if (this.#sides.size === 2) this.shared = true;
  }
}

function changesBetween(a: Fields, b: Fields, { columns, properties }: Layout): Change[] {
  return columns.flatMap((column, i): Change[] => {
    const [left, right] = [a[i] as string, b[i] as string];
    if (left === right) return [];
    if (i !== properties) return [{ column, a: left, b: right }];
    const [before, after] = [propertiesOf(left), propertiesOf(right)];
    const names = new Set([...before.keys(), ...after.keys()]);
    return [...names]
      .filter((name) => before.get(name) !== after.get(name))
      .map((name) => ({
        column: name === '' ? column : `${column}.${name}`,
        a: before.get(name) ?? '',
        b: after.get(name) ?? '',
      }));
  });
}

const add = (counts: Map<string, number>, key: string, by: number): void => {
  counts.set(key, (counts.get(key) ?? 0) + by);
};
