import { distance } from 'fastest-levenshtein';
import type { PipelineError } from '../../errors.ts';
import { missing } from './errors.ts';
import type { NeededTable, NeededTables } from './needed-tables.ts';

/** How many things a message lists before it says "and n more". */
const LISTED = 8;

/** What the needs ask for and the dump, read to its end, does not have. */
export function findMissing(tables: NeededTables): PipelineError | undefined {
  const lacking = tables.all.filter(({ need, status }) => status !== 'present' && need.optional !== true);
  const databases = new Set(lacking.map(({ need }) => need.database).filter((name) => !tables.seen.has(name)));
  const hints = [...databases].flatMap((name) => hintFor(name, tables.seen.keys()));
  const problems = [...databases].map((name) => `the database ${name}`);
  for (const { need, label, status } of lacking) {
    if (databases.has(need.database)) continue;
    problems.push(`the table ${label}${status === 'dropped' ? ' (it is a view there, or is dropped again)' : ''}`);
    hints.push(...hintFor(need.table, tables.seen.get(need.database) ?? []));
  }
  for (const table of tables.all) {
    for (const column of missingColumns(table)) {
      problems.push(`the column ${column} of ${table.label}`);
      hints.push(...hintFor(column, table.columns?.map(({ name }) => name) ?? []));
    }
  }
  if (problems.length === 0) return undefined;
  const names = [...tables.seen.keys()];
  const found =
    databases.size === 0 ? '' : names.length === 0 ? '; it names no database' : `; its databases are ${list(names)}`;
  const option = 'the `databases` option of the stages says which databases are read';
  return missing(`the dump lacks ${list(problems)}${found}`, [...new Set(hints), option].join('; '));
}

/** Columns that are needed and that the table, being there, does not have. MySQL ignores the case of column names. */
function missingColumns({ need, status, columns }: NeededTable): string[] {
  if (status !== 'present' || columns === undefined) return [];
  const names = new Set(columns.map(({ name }) => name.toLowerCase()));
  return need.columns.filter((column) => !names.has(column.toLowerCase()));
}

function hintFor(name: string, candidates: Iterable<string>): string[] {
  let best: string | undefined;
  let least = Math.max(2, Math.floor(name.length / 3)) + 1;
  for (const candidate of candidates) {
    if (candidate.toLowerCase() === name.toLowerCase()) {
      return [`names are compared exactly, and the dump has ${candidate} instead of ${name}`];
    }
    const far = distance(name, candidate);
    if (far >= least) continue;
    least = far;
    best = candidate;
  }
  return best === undefined ? [] : [`did you mean ${best} instead of ${name}?`];
}

function list(items: readonly string[]): string {
  const shown = items.slice(0, LISTED);
  const rest = items.length - shown.length;
  return `${shown.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}
