import jsep from 'jsep';
import { badExpression, type Expression } from './expression.ts';
import { normalised, unquoted } from './tokens.ts';

/** Deeper than anyone thinks, and shallow enough for the stack. */
const MOST_CHARACTERS = 10_000;

const COMPARISONS = ['=', '==', '<>', '!=', '<', '<=', '>', '>=', 'is', 'in', 'like', 'between'];
const NEGATED = ['not in', 'not like', 'not between'];
const PRECEDENCE: readonly (readonly string[])[] = [
  ['or', '||'],
  ['and', '&&'],
  [...COMPARISONS, ...NEGATED],
  ['+', '-'],
  ['*', '/', '%'],
];
const SYNONYMS: Readonly<Record<string, string>> = { '==': '=', '!=': '<>', '||': 'or', '&&': 'and', '!': 'not' };

configure();

/** Teaches jsep, whose language is that of JavaScript, the operators of SQL. No other code uses it. */
function configure(): void {
  jsep.removeAllBinaryOps();
  jsep.removeAllUnaryOps();
  jsep.removeAllLiterals();
  for (const [level, operators] of PRECEDENCE.entries()) {
    for (const operator of operators) jsep.addBinaryOp(operator, level + 1);
  }
  for (const operator of ['-', '+', '!', 'not']) jsep.addUnaryOp(operator);
  jsep.hooks.add('gobble-token', function (env) {
    const node = nodeAt(this.expr, this.index);
    if (node === undefined) return;
    this.index += node.length as number;
    env.node = node.type === 'Identifier' ? this.gobbleTokenProperty(node) : node;
  });
}

const NAME = /[\p{L}_][\p{L}\p{N}_]*|`[^`]+`/uy;
const TEXT = /'(?:[^']|'')*'|"(?:[^"]|"")*"/y;
const NUMBER = /\d+(?:\.\d+)?(?:[eE][-+]?\d+)?(?![\p{L}\p{N}_.])/uy;
const LITERALS: Readonly<Record<string, boolean | null>> = { true: true, false: false, null: null };

/** Names and values are read here: jsep would take `\n` in a path for a line end, and would not tell where they stand. */
function nodeAt(text: string, at: number): (jsep.Expression & { length: number }) | undefined {
  for (const pattern of [NAME, TEXT, NUMBER]) {
    pattern.lastIndex = at;
    const [token] = pattern.exec(text) ?? [];
    if (token === undefined || token === 'not') continue;
    const node = { at, length: token.length };
    if (pattern === TEXT) return { ...node, type: 'Literal', value: unquoted(token) };
    if (pattern === NUMBER) return { ...node, type: 'Literal', value: Number(token) };
    if (Object.hasOwn(LITERALS, token)) return { ...node, type: 'Literal', value: LITERALS[token] as boolean | null };
    return { ...node, type: 'Identifier', name: token.startsWith('`') ? token.slice(1, -1) : token };
  }
  return undefined;
}

/** @throws PipelineError `bad-expression`. */
export function parse(text: string): Expression {
  if (text.length > MOST_CHARACTERS) {
    throw badExpression(undefined, `expected at most ${MOST_CHARACTERS} characters, found ${text.length}`);
  }
  if (text.trim() === '') throw badExpression(undefined, 'expected a condition, found an empty text');
  let tree: jsep.Expression;
  try {
    tree = jsep(normalised(text));
  } catch (error) {
    const { index, description } = error as Error & { index?: number; description?: string };
    throw badExpression(index ?? 0, description ?? 'it cannot be read');
  }
  return toExpression(tree);
}

function toExpression(node: jsep.Expression): Expression {
  switch (node.type) {
    case 'Literal':
      return { kind: 'literal', at: startOf(node), value: (node as jsep.Literal).value as string };
    case 'Identifier':
      return { kind: 'name', at: startOf(node), name: node.name as string };
    case 'MemberExpression':
      return { kind: 'name', at: startOf(node), name: memberName(node as jsep.MemberExpression) };
    case 'CallExpression':
      return call(node as jsep.CallExpression);
    case 'UnaryExpression':
      return unary(node as jsep.UnaryExpression);
    case 'BinaryExpression':
      return binary(node as jsep.BinaryExpression);
    case 'Compound': {
      const [, second] = node.body as jsep.Expression[];
      throw badExpression(startOf(second ?? node), 'expected an operator, such as `and`');
    }
    default:
      throw badExpression(startOf(node), 'a list stands only behind `in`, and there is no `[ ]` or `? :`');
  }
}

/** `PROPERTIES.rack`, `PROPERTIES['rack']` */
function memberName(node: jsep.MemberExpression): string {
  const { object, property, computed } = node;
  const key = computed ? (property as jsep.Literal).value : property.name;
  if (object.type !== 'Identifier' || typeof key !== 'string') {
    throw badExpression(startOf(node), 'only PROPERTIES holds further names, as in PROPERTIES.rack');
  }
  return `${object.name}.${key}`;
}

function call(node: jsep.CallExpression): Expression {
  const at = startOf(node);
  if (node.callee.type !== 'Identifier') throw badExpression(at, 'expected the name of a function before `(`');
  return { kind: 'call', at, name: node.callee.name as string, args: node.arguments.map(toExpression) };
}

function unary({ operator, argument }: jsep.UnaryExpression): Expression {
  const arg = toExpression(argument);
  const { at } = arg;
  if (operator === '+') return arg;
  if (operator === '-' && arg.kind === 'literal' && typeof arg.value === 'number') return { ...arg, value: -arg.value };
  return operation(at, operator === '-' ? 'negative' : 'not', [arg]);
}

function binary(node: jsep.BinaryExpression): Expression {
  const operator = SYNONYMS[node.operator] ?? node.operator;
  if (operator === 'and') return conjunction(node);
  const left = toExpression(node.left);
  // jsep binds `not` to the word behind it; in SQL it holds for the whole comparison.
  if (operator !== 'or' && left.kind === 'operation' && left.operator === 'not') {
    return operation(left.at, 'not', [comparison(operator, left.args[0]!, node.right)]);
  }
  return comparison(operator, left, node.right);
}

function comparison(operator: string, left: Expression, right: jsep.Expression): Expression {
  const { at } = left;
  if (operator.startsWith('not ')) return operation(at, 'not', [comparison(operator.slice(4), left, right)]);
  if (operator === 'in') {
    const items = right.type === 'SequenceExpression' ? (right.expressions as jsep.Expression[]) : [right];
    return operation(at, 'in', [left, ...items.map(toExpression)]);
  }
  const value = toExpression(right);
  if (operator !== 'is') return operation(at, operator, [left, value]);
  const negated = value.kind === 'operation' && value.operator === 'not';
  const what = negated ? value.args[0]! : value;
  if (what.kind !== 'literal' || what.value !== null) {
    throw badExpression(what.at, 'expected `null` or `not null` behind `is`');
  }
  const isNull = operation(at, 'is null', [left]);
  return negated ? operation(at, 'not', [isNull]) : isNull;
}

/** `a and x between 1 and 2 and b` reads like a chain of `and`; each `between` takes the part behind it. */
function conjunction(node: jsep.BinaryExpression): Expression {
  const parts = chainOf(node).map(toExpression);
  const joined: Expression[] = [];
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i]!;
    if (!isOpenBetween(part)) joined.push(part);
    else joined.push(closed(part, parts[++i]));
  }
  return joined.reduce((left, right) => operation(left.at, 'and', [left, right]));
}

const chainOf = (node: jsep.Expression): jsep.Expression[] =>
  node.type === 'BinaryExpression' && (node.operator === 'and' || node.operator === '&&')
    ? [...chainOf(node.left as jsep.Expression), node.right as jsep.Expression]
    : [node];

/** A `between` that still lacks its upper bound, perhaps behind a `not`. */
function isOpenBetween(part: Expression): boolean {
  if (part.kind !== 'operation') return false;
  return part.operator === 'not' ? isOpenBetween(part.args[0]!) : part.operator === 'between' && part.args.length === 2;
}

function closed(part: Expression, upper: Expression | undefined): Expression {
  if (part.kind !== 'operation' || upper === undefined) return part;
  const args = part.operator === 'not' ? [closed(part.args[0]!, upper)] : [...part.args, upper];
  return operation(part.at, part.operator, args);
}

const operation = (at: number, operator: string, args: readonly Expression[]): Expression => ({
  kind: 'operation',
  at,
  operator,
  args,
});

/** Only names and values know where they stand; the rest is where its first one is. */
function startOf(node: jsep.Expression): number {
  if (typeof node.at === 'number') return node.at;
  for (const part of ['left', 'object', 'callee', 'argument', 'test'] as const) {
    if (node[part] !== undefined) return startOf(node[part] as jsep.Expression);
  }
  const [first] = (node.expressions ?? node.elements ?? node.body ?? []) as jsep.Expression[];
  return first ? startOf(first) : 0;
}
