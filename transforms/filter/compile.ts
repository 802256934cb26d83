import { type Field, fieldNamed, fieldsOf, nearestField } from '../../pipeline/records/fields.ts';
import type { Column, DataRecord, Properties, RecordType } from '../../pipeline/records/record-type.ts';
import { calculate, isArithmetic, negative } from './arithmetic.ts';
import { both, compare, isBetween, isComparison, isIn, isLike, isNull, negation } from './compare.ts';
import { nounOf } from './convert.ts';
import { badExpression, type Expression } from './expression.ts';
import { callFunction } from './functions.ts';
import { and, or } from './logic.ts';
import type { Term, Value, ValueType } from './value.ts';

/**
 * A function that tells whether an expression holds for a record of a type.
 *
 * @throws PipelineError `bad-expression`: unknown names, types that do not fit, comparisons that never hold.
 */
export function compile(expression: Expression, type: RecordType): (record: DataRecord) => boolean {
  const term = new Compiler(type).term(expression);
  if (term.type !== 'condition') {
    throw badExpression(term.at, `expected a condition, found ${nounOf(term)}`, "such as EVENT = 'CREATE'");
  }
  return (record) => term.of(record) === true;
}

class Compiler {
  readonly #type: RecordType;
  readonly #fields: readonly Field[];

  constructor(type: RecordType) {
    this.#type = type;
    this.#fields = fieldsOf(type);
  }

  term(expression: Expression): Term {
    const { at } = expression;
    switch (expression.kind) {
      case 'literal':
        return literal(expression.value, at);
      case 'name':
        return this.#named(expression.name, at);
      case 'call':
        return this.#called(expression.name, expression.args, at);
      case 'operation':
        return operation(
          expression.operator,
          expression.args.map((arg) => this.term(arg)),
          at,
        );
    }
  }

  /** `col` is for names that no expression can spell. */
  #called(name: string, args: readonly Expression[], at: number): Term {
    if (name.toLowerCase() !== 'col') {
      return callFunction(
        name,
        args.map((arg) => this.term(arg)),
        at,
      );
    }
    const [arg] = args;
    if (args.length === 1 && arg?.kind === 'literal' && typeof arg.value === 'string')
      return this.#named(arg.value, at);
    throw badExpression(at, "col takes the name of a column in quotes, as in col('HOST_NAME (PHYSICAL)')");
  }

  #named(name: string, at: number): Term {
    const field = fieldNamed(name, this.#fields);
    if (field !== undefined) return fieldTerm(field, at);
    const meant = nearestField(name, this.#fields)?.label;
    throw badExpression(
      at,
      `${this.#type.name} has no '${name}'${meant === undefined ? '' : ` (did you mean ${spelled(meant)}?)`}`,
      `it has ${this.#fields.map(({ label }) => spelled(label)).join(', ')}; texts stand in quotes`,
    );
  }
}

/** As it is written in an expression. */
const spelled = (label: string): string => (/^[\p{L}_][\p{L}\p{N}_.]*$/u.test(label) ? label : `\`${label}\``);

const LITERALS: Readonly<Record<string, ValueType>> = { string: 'text', number: 'number', boolean: 'condition' };

const literal = (value: Value, at: number): Term => ({
  type: value === null ? 'null' : LITERALS[typeof value]!,
  at,
  constant: value,
  of: () => value,
});

const COLUMN_TYPES: Readonly<Record<Column['type'] | 'property', ValueType>> = {
  time: 'time',
  seconds: 'number',
  integer: 'number',
  text: 'text',
  enum: 'text',
  property: 'property',
  properties: 'properties',
};

function fieldTerm({ label, name, within, type, schema }: Field, at: number): Term {
  const { values } = schema as Column;
  return {
    type: COLUMN_TYPES[type],
    at,
    label,
    ...(values && { values }),
    of:
      within === undefined
        ? (record) => (record[name] as Value | undefined) ?? null
        : (record) => (record[within] as Properties | null | undefined)?.[name] ?? null,
  };
}

function operation(operator: string, terms: readonly Term[], at: number): Term {
  const [first, second, third] = terms as [Term, Term, Term?];
  if (isComparison(operator)) return compare(operator, first, second);
  if (isArithmetic(operator)) return calculate(operator, first, second);
  switch (operator) {
    case 'and':
      return both(at, and, first, second);
    case 'or':
      return both(at, or, first, second);
    case 'not':
      return negation(at, first);
    case 'negative':
      return negative(first);
    case 'is null':
      return isNull(first);
    case 'in':
      return isIn(first, terms.slice(1));
    case 'like':
      return isLike(first, second);
    case 'between':
      if (third === undefined) throw badExpression(second.at, 'expected `and` and an upper bound behind `between`');
      return isBetween(first, second, third);
    default:
      throw badExpression(at, `unknown operator \`${operator}\``);
  }
}
