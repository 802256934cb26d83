import { compareCodePoints } from '../../pipeline/formats/code-points.ts';
import type { DataRecord } from '../../pipeline/records/record-type.ts';
import { alike, getter } from './convert.ts';
import { badExpression } from './expression.ts';
import { likePattern } from './like.ts';
import { and, not, or, type Truth } from './logic.ts';
import { asNumber, asText, type Term, type Value } from './value.ts';

/** Whether two values that differ by `order` (below, at or above zero) are as the operator says. */
const HOLDS: Readonly<Record<string, (order: number) => boolean>> = {
  '=': (order) => order === 0,
  '<>': (order) => order !== 0,
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

export const isComparison = (operator: string): boolean => Object.hasOwn(HOLDS, operator);

export const condition = (at: number, of: (record: DataRecord) => Truth): Term => ({ type: 'condition', at, of });

export function compare(operator: string, first: Term, second: Term): Term {
  const [left, right] = alike(first, second);
  const holds = HOLDS[operator]!;
  const order = left.type === 'property' ? orderOfProperties : orderOf;
  return condition(first.at, (record) => {
    const a = left.of(record);
    const b = right.of(record);
    return a === null || b === null ? null : holds(order(a, b));
  });
}

function orderOf(a: Value, b: Value): number {
  if (a === b) return 0;
  return typeof a === 'string' ? compareCodePoints(a, b as string) : (a as number) < (b as number) ? -1 : 1;
}

/** Two properties count as numbers where both are, else as text. */
function orderOfProperties(a: Value, b: Value): number {
  const numbers = [asNumber(a as string), asNumber(b as string)];
  if (numbers.every((number) => number !== null)) return orderOf(numbers[0]!, numbers[1]!);
  return orderOf(asText(a as string), asText(b as string));
}

/** Unknown when none is equal and one of them is null, as in SQL. */
export function isIn(value: Term, items: readonly Term[]): Term {
  if (items.length === 0) throw badExpression(value.at, 'expected values behind `in`');
  return items.map((item) => compare('=', value, item)).reduce((left, right) => both(value.at, or, left, right));
}

export const isBetween = (value: Term, lower: Term, upper: Term): Term =>
  both(value.at, and, compare('>=', value, lower), compare('<=', value, upper));

export function both(at: number, join: (a: Truth, b: Truth) => Truth, left: Term, right: Term): Term {
  const first = getter<boolean>(left, 'condition');
  const second = getter<boolean>(right, 'condition');
  // What is decided by the first needs no second.
  const decided = join(true, false) === true;
  return condition(at, (record) => {
    const a = first(record);
    return a === decided ? a : join(a, second(record));
  });
}

export function negation(at: number, term: Term): Term {
  const holds = getter<boolean>(term, 'condition');
  return condition(at, (record) => not(holds(record)));
}

export const isNull = (term: Term): Term => condition(term.at, (record) => (term.of(record) ?? null) === null);

export function isLike(term: Term, pattern: Term): Term {
  if (typeof pattern.constant !== 'string')
    throw badExpression(pattern.at, "expected a pattern in quotes, such as 'c%'");
  const matches = likePattern(pattern.constant);
  const text = getter<string>(term, 'text');
  return condition(term.at, (record) => {
    const value = text(record);
    return value === null ? null : matches(value);
  });
}
