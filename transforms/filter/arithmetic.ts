import { getter, readAs } from './convert.ts';
import { badExpression } from './expression.ts';
import type { Term, ValueType } from './value.ts';

const SECOND = 1e6;
const OPERATIONS: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
};

export const isArithmetic = (operator: string): boolean => Object.hasOwn(OPERATIONS, operator);

/** Numbers with numbers; a time less a time is seconds, a time and seconds are a time. Divided by zero is null. */
export function calculate(operator: string, left: Term, right: Term): Term {
  const times = [left, right].map(({ type }) => type === 'time');
  if (times.every((isTime) => !isTime)) return combined(operator, 'number', left, right);
  if (operator === '-' && times[0]) {
    if (times[1]) return mapped(combined('-', 'time', left, right), 'number', (time) => time / SECOND);
    return combined('-', 'time', left, secondsAsTime(right));
  }
  if (operator === '+' && !(times[0] && times[1])) {
    const [time, seconds] = times[0] ? [left, right] : [right, left];
    return combined('+', 'time', time, secondsAsTime(seconds));
  }
  throw badExpression(left.at, `times cannot be combined by \`${operator}\``, 'a time less a time is seconds');
}

export const negative = (term: Term): Term => mapped(readAs(term, 'number'), 'number', (value) => -value);

const secondsAsTime = (term: Term): Term =>
  mapped(readAs(term, 'number'), 'time', (seconds) => Math.round(seconds * SECOND));

function combined(operator: string, type: ValueType, left: Term, right: Term): Term {
  const first = getter<number>(left, type);
  const second = getter<number>(right, type);
  const operation = OPERATIONS[operator]!;
  return {
    type,
    at: left.at,
    of(record) {
      const a = first(record);
      const b = second(record);
      const result = a === null || b === null ? null : operation(a, b);
      return result === null || !Number.isFinite(result) ? null : result;
    },
  };
}

function mapped(term: Term, type: ValueType, of: (value: number) => number): Term {
  return {
    type,
    at: term.at,
    of(record) {
      const value = term.of(record) as number | null;
      return value === null ? null : of(value);
    },
  };
}
