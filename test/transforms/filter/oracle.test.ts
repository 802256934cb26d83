import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DataRecord, PropertyValue, RecordType } from '../../../pipeline/records/record-type.ts';
import { compile } from '../../../transforms/filter/compile.ts';
import { parse } from '../../../transforms/filter/parse.ts';

/** An expression as it is written, and what it is for a record, worked out the naive way. */
interface Case<T> {
  readonly text: string;
  of(record: DataRecord): T | null;
}
type Number_ = Case<number>;
type Text = Case<string>;
type Condition = Case<boolean>;

const column = { description: 'For a test.', sensitivity: 'public' } as const;
const TYPE: RecordType = {
  name: 'row',
  description: 'For a test.',
  columns: [
    { ...column, name: 'a', type: 'integer' },
    { ...column, name: 'b', type: 'seconds' },
    { ...column, name: 's', type: 'text' },
    { ...column, name: 'two words', type: 'text' },
    { ...column, name: 'p', type: 'properties' },
  ],
  properties: [{ ...column, name: 'n' }],
  order: [],
};

const NUMBERS = [-2, 0, 1, 2.5, 10];
const TEXTS = ['', 'x', 'X', "o'k", 'and', '10'];
const maybe = <T>(values: readonly T[]) => fc.constantFrom<T | null>(...values, null);
const records = fc.record({
  a: maybe(NUMBERS),
  b: maybe(NUMBERS),
  s: maybe(TEXTS),
  'two words': maybe(TEXTS),
  p: fc.option(fc.record({ n: maybe<PropertyValue>([...NUMBERS, '10', 'ten']) })),
}) as fc.Arbitrary<DataRecord>;

const known =
  <A, B, C>(f: (a: A, b: B) => C) =>
  (a: A | null, b: B | null): C | null =>
    a === null || b === null ? null : f(a, b);
const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;

const property = (record: DataRecord) => (record.p as Record<string, PropertyValue> | null)?.n ?? null;
const numberProperty: Number_ = {
  text: 'p.n',
  of: (record) => (property(record) === 'ten' ? null : property(record) === null ? null : Number(property(record))),
};
const textProperty: Text = {
  text: 'p.n',
  of: (record) => (property(record) === null ? null : String(property(record))),
};

const plainNumber: fc.Arbitrary<Number_> = fc.oneof(
  fc.constantFrom('a', 'b').map((name) => ({ text: name, of: (r: DataRecord) => r[name] as number | null })),
  fc.constantFrom(...NUMBERS).map((n) => ({ text: String(n), of: () => n })),
);
const number: fc.Arbitrary<Number_> = fc.oneof(
  plainNumber,
  fc
    .tuple(plainNumber, fc.constantFrom('+', '-', '*', '/'), fc.oneof(plainNumber, fc.constant(numberProperty)))
    .map(([x, operator, y]) => ({
      text: `(${x.text} ${operator} ${y.text})`,
      of: (r: DataRecord) => {
        const result = known<number, number, number>((m, n) =>
          operator === '+' ? m + n : operator === '-' ? m - n : operator === '*' ? m * n : m / n,
        )(x.of(r), y.of(r));
        return result === null || !Number.isFinite(result) ? null : result;
      },
    })),
);
const text: fc.Arbitrary<Text> = fc.oneof(
  fc.constant({ text: 's', of: (r: DataRecord) => r.s as string | null }),
  fc.constantFrom('`two words`', "col('two words')").map((name) => ({
    text: name,
    of: (r: DataRecord) => r['two words'] as string | null,
  })),
  fc.constantFrom(...TEXTS).map((value) => ({ text: quoted(value), of: () => value })),
);

const OPERATORS: Record<string, (order: number) => boolean> = {
  '=': (order) => order === 0,
  '<>': (order) => order !== 0,
  '<': (order) => order < 0,
  '>=': (order) => order >= 0,
};
const order = <T>(x: T, y: T) => (x < y ? -1 : x > y ? 1 : 0);
const compared = <T>(x: Case<T>, operator: string, y: Case<T>): Condition => ({
  text: `${x.text} ${operator} ${y.text}`,
  of: (r) => known<T, T, boolean>((m, n) => OPERATORS[operator]!(order(m, n)))(x.of(r), y.of(r)),
});

const operator = fc.constantFrom(...Object.keys(OPERATORS));
const leaf: fc.Arbitrary<Condition> = fc.oneof(
  fc.tuple(number, operator, fc.oneof(number, fc.constant(numberProperty))).map(([x, o, y]) => compared(x, o, y)),
  fc.tuple(text, operator, fc.oneof(text, fc.constant(textProperty))).map(([x, o, y]) => compared(x, o, y)),
  fc
    .tuple(fc.oneof(number, fc.constant(numberProperty)), number, number, fc.boolean())
    .map(([x, low, high, negated]) => ({
      text: `${x.text} ${negated ? 'NOT ' : ''}between ${low.text} and ${high.text}`,
      of: (r: DataRecord) => {
        const within = and(compared(x, '>=', low).of(r), negate(compared(high, '<', x).of(r)));
        return negated ? negate(within) : within;
      },
    })),
  fc.tuple(text, fc.array(text, { minLength: 1, maxLength: 3 }), fc.boolean()).map(([x, items, negated]) => ({
    text: `${x.text} ${negated ? 'not in' : 'in'} (${items.map((item) => item.text).join(', ')})`,
    of: (r: DataRecord) => {
      const equals = items.map((item) => compared(x, '=', item).of(r));
      const found = equals.includes(true) ? true : equals.includes(null) ? null : false;
      return negated ? negate(found) : found;
    },
  })),
  fc.tuple(text, fc.boolean()).map(([x, negated]) => ({
    text: `${x.text} is ${negated ? 'not ' : ''}null`,
    of: (r: DataRecord) => (x.of(r) === null) !== negated,
  })),
);

const negate = (x: boolean | null) => (x === null ? null : !x);
const and = (x: boolean | null, y: boolean | null) => (x === false || y === false ? false : x && y);

const condition: fc.Arbitrary<Condition> = fc.letrec<{ node: Condition; leaf: Condition }>((tie) => ({
  leaf,
  node: fc.oneof(
    { maxDepth: 4 },
    tie('leaf'),
    fc.tuple(tie('node'), tie('node')).map(([x, y]) => ({
      text: `(${x.text}) and ${y.text.includes(' or ') ? `(${y.text})` : y.text}`,
      of: (r: DataRecord) => and(x.of(r), y.of(r)),
    })),
    fc.tuple(tie('node'), tie('node')).map(([x, y]) => ({
      text: `${x.text} or ${y.text}`,
      of: (r: DataRecord) => negate(and(negate(x.of(r)), negate(y.of(r)))),
    })),
    tie('node').map((x) => ({ text: `not (${x.text})`, of: (r: DataRecord) => negate(x.of(r)) })),
    tie('leaf').map((x) => ({ text: `NOT ${x.text}`, of: (r: DataRecord) => negate(x.of(r)) })),
  ),
})).node;

test('keeps what a naive reading of the expression keeps', () => {
  fc.assert(
    fc.property(condition, fc.array(records, { minLength: 1, maxLength: 5 }), (expression, rows) => {
      const holds = compile(parse(expression.text), TYPE);
      for (const row of rows) expect(holds(row)).toBe(expression.of(row) === true);
    }),
    { numRuns: 2000 },
  );
});
