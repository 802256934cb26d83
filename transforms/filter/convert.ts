import type { DataRecord } from '../../pipeline/records/record-type.ts';
import { suggest } from '../../pipeline/suggest.ts';
import { badExpression } from './expression.ts';
import { parseTimeLiteral } from './time-literal.ts';
import { asNumber, asText, type Term, type ValueType } from './value.ts';

const NOUNS: Readonly<Record<ValueType, string>> = {
  text: 'text',
  number: 'a number',
  time: 'a time',
  condition: 'a condition',
  property: 'a property',
  properties: 'all properties at once',
  null: 'null',
};

/** `EVENT, which is text` */
export const nounOf = ({ label, type }: Term): string =>
  label === undefined ? NOUNS[type] : `${label}, which is ${NOUNS[type]}`;

/**
 * The same part read as another type: a property as a number or text, a written time as a time.
 *
 * @throws PipelineError `bad-expression`.
 */
export function readAs(term: Term, type: ValueType): Term {
  if (term.type === type) return term;
  if (term.type === 'property' && (type === 'number' || type === 'text')) {
    const read = type === 'number' ? asNumber : asText;
    return { ...term, type, of: (record) => read(term.of(record) as string | number | null) };
  }
  if (term.type === 'text' && type === 'time' && typeof term.constant === 'string') {
    const time = parseTimeLiteral(term.constant);
    if (time !== undefined) return { type, at: term.at, constant: time, of: () => time };
    throw badExpression(term.at, 'expected a time, such as 2024-01-15T09:12:41Z or 2024-01-15');
  }
  throw badExpression(term.at, `expected ${NOUNS[type]}, found ${nounOf(term)}`);
}

/** Two parts that are held against each other, both read as one type. */
export function alike(left: Term, right: Term): [Term, Term] {
  for (const term of [left, right]) {
    if (term.type === 'null') {
      throw badExpression(term.at, 'nothing equals null', 'write `is null` or `is not null`');
    }
    if (term.type === 'condition' || term.type === 'properties') {
      throw badExpression(term.at, `expected a value, found ${nounOf(term)}`);
    }
  }
  refuseUnknownValue(left, right);
  refuseUnknownValue(right, left);
  if (left.type === 'property' && right.type === 'property') return [left, right];
  const type =
    left.type === 'time' || right.type === 'time' ? 'time' : left.type === 'property' ? right.type : left.type;
  return [readAs(left, type), readAs(right, type)];
}

/** `RESULT = 'error'` would never hold. */
function refuseUnknownValue({ values, label }: Term, { constant, at }: Term): void {
  if (values === undefined || typeof constant !== 'string' || values.includes(constant)) return;
  const meant = suggest(constant, values);
  throw badExpression(
    at,
    `${label} is never '${constant}'${meant === undefined ? '' : ` (did you mean '${meant}'?)`}`,
    `it is one of ${values.join(', ')}`,
  );
}

/** A part of one type whose values are used as that of TypeScript. */
export const getter = <T>(term: Term, type: ValueType): ((record: DataRecord) => T | null) =>
  readAs(term, type).of as (record: DataRecord) => T | null;
