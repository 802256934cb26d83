import type { Tokens } from './tokens.ts';

/** A table's name as a statement writes it. */
export interface TableName {
  /** Where the statement says it. */
  readonly database: string | undefined;
  readonly table: string;
  /** Where the name begins in the dump. */
  readonly offset: number;
}

/** Reads `table` or `database`.`table`, quoted or not. */
export function readTableName(tokens: Tokens): TableName {
  const { offset } = tokens;
  const first = tokens.name('the name of a table');
  if (!tokens.acceptMark('.')) return { database: undefined, table: first, offset };
  return { database: first, table: tokens.name('the name of a table'), offset };
}
