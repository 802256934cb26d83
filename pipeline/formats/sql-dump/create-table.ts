import { type ColumnType, columnType } from './column-type.ts';
import { notUnderstood } from './errors.ts';
import { mayBeName, type Token, type Tokens } from './tokens.ts';

export interface ColumnDefinition {
  readonly name: string;
  readonly type: ColumnType;
}

/** What begins a definition that is no column. A column of such a name would be quoted, for these are reserved words. */
const NO_COLUMN = new Set([
  'PRIMARY',
  'KEY',
  'UNIQUE',
  'INDEX',
  'FULLTEXT',
  'SPATIAL',
  'CONSTRAINT',
  'FOREIGN',
  'CHECK',
]);

/**
 * Reads the columns of a CREATE TABLE.
 *
 * @param tokens behind the table's name
 * @param table to name it in errors
 */
export function readColumns(tokens: Tokens, table: string): ColumnDefinition[] {
  if (!tokens.acceptMark('(') || ['LIKE', 'SELECT', 'WITH'].includes(tokens.peek()?.keyword ?? '')) {
    throw notUnderstood(`expected a list of columns in the CREATE TABLE of ${table}`, tokens.offset);
  }
  const definitions: Definition[] = [];
  let end: string;
  do {
    const definition = readUpTo(tokens, [',', ')'], table);
    end = definition.pop()!.text;
    if (isColumn(definition)) definitions.push(definition);
  } while (end === ',');
  const options = readUpTo(tokens, [], table);
  const query = options.find(({ keyword }) => keyword === 'SELECT' || keyword === 'AS');
  if (query !== undefined) throw notUnderstood(`expected ${table} to be created without a query`, query.offset);
  const tableCharset = charsetOf(options);
  return definitions.map((definition) => ({
    name: definition[0]!.text,
    type: typeOf(definition, charsetOf(definition) ?? tableCharset),
  }));
}

type Definition = readonly Token[];

/**
 * The tokens up to one of the marks (or the end of the statement if there are none), that one included. What is in parentheses is
 * left out but for its first token, which is a type's length.
 */
function readUpTo(tokens: Tokens, marks: readonly string[], table: string): Token[] {
  const read: Token[] = [];
  for (let depth = 0, previous: Token | undefined; ; ) {
    const token = tokens.next();
    if (token === undefined) {
      if (marks.length === 0 && depth === 0) return read;
      throw notUnderstood(`expected the parentheses of ${table} to be closed`, tokens.offset);
    }
    const mark = token.kind === 'mark' ? token.text : '';
    if (depth === 0 || (depth === 1 && previous?.kind === 'mark' && previous.text === '(')) read.push(token);
    if (depth === 0 && marks.includes(mark)) return read;
    if (mark === '(') depth++;
    if (mark === ')') depth--;
    previous = token;
  }
}

const isColumn = ([first, second]: Definition): boolean =>
  first !== undefined &&
  mayBeName(first) &&
  !NO_COLUMN.has(first.keyword) &&
  !(first.keyword === 'PERIOD' && second?.keyword === 'FOR');

function typeOf(definition: Definition, charset: string | undefined): ColumnType {
  const [, type, parenthesis, length] = definition;
  const name = type?.text.toLowerCase() ?? '';
  const isLong = name === 'long' && parenthesis?.keyword === 'VARBINARY';
  const isByte = definition.some(({ keyword }) => keyword === 'BYTE');
  if (isLong || isByte) return columnType('varbinary', undefined, charset);
  return columnType(name, parenthesis?.text === '(' ? Number(length?.text) : undefined, charset);
}

/** The character set that these tokens name, by itself or as the beginning of a collation's name. */
function charsetOf(tokens: readonly Token[]): string | undefined {
  let byCollation: string | undefined;
  for (const [i, { keyword }] of tokens.entries()) {
    const isSet = keyword === 'SET' && ['CHARACTER', 'CHAR'].includes(tokens[i - 1]?.keyword ?? '');
    const value = tokens[i + 1]?.text === '=' ? tokens[i + 2] : tokens[i + 1];
    if (keyword === 'CHARSET' || isSet) return value?.text.toLowerCase();
    if (keyword === 'COLLATE') byCollation = value?.text.toLowerCase().split('_')[0];
  }
  return byCollation;
}
