import type { RowBatch } from '../../stage.ts';
import { notUnderstood } from './errors.ts';
import { readTableName, type TableName } from './names.ts';
import type { Tokens } from './tokens.ts';

/** What stands before the rows of an INSERT or REPLACE. */
export interface InsertHead {
  readonly name: TableName;
  /** The column list, where there is one. */
  readonly columns: readonly string[] | undefined;
  readonly onDuplicate: NonNullable<RowBatch['onDuplicate']>;
  /** Rows follow; otherwise a query or assignments. */
  readonly hasRows: boolean;
}

const PRIORITIES = ['LOW_PRIORITY', 'DELAYED', 'HIGH_PRIORITY', 'IGNORE'];

/** Reads an INSERT or REPLACE from its first word up to and with VALUES. */
export function readInsertHead(tokens: Tokens): InsertHead {
  let onDuplicate: InsertHead['onDuplicate'] = tokens.next()?.keyword === 'REPLACE' ? 'replace' : 'error';
  for (let word = tokens.accept(...PRIORITIES); word !== undefined; word = tokens.accept(...PRIORITIES)) {
    if (word === 'IGNORE') onDuplicate = 'ignore';
  }
  tokens.accept('INTO');
  const name = readTableName(tokens);
  if (tokens.accept('PARTITION')) passParentheses(tokens);
  let columns: string[] | undefined;
  if (tokens.acceptMark('(')) {
    const isQuery = ['SELECT', 'WITH', 'VALUES'].includes(tokens.peek()?.keyword ?? '');
    if (isQuery) return { name, columns, onDuplicate, hasRows: false };
    columns = readColumnList(tokens);
  }
  return { name, columns, onDuplicate, hasRows: tokens.accept('VALUES', 'VALUE') !== undefined };
}

function readColumnList(tokens: Tokens): string[] {
  const columns: string[] = [];
  while (!tokens.acceptMark(')')) {
    if (columns.length > 0 && !tokens.acceptMark(','))
      throw notUnderstood('expected the end of the column list', tokens.offset);
    columns.push(tokens.name('the name of a column'));
  }
  return columns;
}

function passParentheses(tokens: Tokens): void {
  while (tokens.peek() !== undefined && !tokens.acceptMark(')')) tokens.next();
}
