import { didYouMean } from '../../pipeline/suggest.ts';
import { condition } from './compare.ts';
import { getter } from './convert.ts';
import { badExpression } from './expression.ts';
import type { Term, ValueType } from './value.ts';

interface TextFunction {
  readonly gives: ValueType;
  readonly of: (text: string, other: string) => string | number | boolean;
  /** Takes a second text. */
  readonly two?: boolean;
}

const FUNCTIONS: Readonly<Record<string, TextFunction>> = {
  contains: { gives: 'condition', two: true, of: (text, part) => text.includes(part) },
  startsWith: { gives: 'condition', two: true, of: (text, part) => text.startsWith(part) },
  endsWith: { gives: 'condition', two: true, of: (text, part) => text.endsWith(part) },
  lower: { gives: 'text', of: (text) => text.toLowerCase() },
  upper: { gives: 'text', of: (text) => text.toUpperCase() },
  length: { gives: 'number', of: (text) => [...text].length },
};
const NAMES = [...Object.keys(FUNCTIONS), 'col'];

/** Null where one of the texts is null. */
export function callFunction(name: string, args: readonly Term[], at: number): Term {
  const known = NAMES.find((one) => one.toLowerCase() === name.toLowerCase());
  const { gives, of, two = false } = FUNCTIONS[known ?? ''] ?? {};
  if (gives === undefined || of === undefined) {
    throw badExpression(at, `there is no function '${name}'`, didYouMean(name, NAMES, `there are ${NAMES.join(', ')}`));
  }
  const wanted = two ? 2 : 1;
  if (args.length !== wanted) {
    throw badExpression(at, `${known} takes ${two ? 'two texts' : 'one text'}, found ${args.length}`);
  }
  const texts = args.map((arg) => getter<string>(arg, 'text'));
  const term = condition(at, (record) => {
    const text = texts[0]!(record);
    const other = two ? texts[1]!(record) : '';
    return text === null || other === null ? null : (of(text, other) as boolean);
  });
  return { ...term, type: gives };
}
