/** Compares two traces: whatever their dialect, their compression, and the order of their rows. */
import { stat } from 'node:fs/promises';
import { ExitCode, PipelineError } from '../errors.ts';
import type { Sorter } from '../stage.ts';
import type { TraceKind } from './kinds.ts';
import { findMasking, type Masking, maskedInBoth } from './masking.ts';
import { normalFormOf } from './normal-form.ts';
import { joinFields } from './row.ts';
import { type Differences, type Layout, tallyDifferences } from './tally.ts';
import { openTrace, type RawRow, type TraceFile } from './trace-file.ts';
import { type Surplus, Unmatched } from './unmatched.ts';

export interface DiffSettings {
  /** Examples of each way to differ. */
  readonly limit: number;
  /** Makes an external sorter for what does not fit in memory. */
  sorter(compare: (a: Surplus, b: Surplus) => number): Sorter<Surplus>;
}

export interface TraceDiff extends Differences {
  /** Undefined when both traces are empty files. */
  readonly kind: TraceKind | undefined;
  readonly a: { readonly file: string; readonly rows: number };
  readonly b: { readonly file: string; readonly rows: number };
  /** Rows that both have. */
  readonly equal: number;
  readonly layout: Layout;
  /** Columns that only one of the traces has, but for those that no two dialects share. */
  readonly columnsOnlyInA: readonly string[];
  readonly columnsOnlyInB: readonly string[];
  /** Columns that were left out of the comparison because they are masked in different ways. */
  readonly masking: readonly Masking[];
  /** Columns that were left out because they seem to be masked under different salts. */
  readonly otherSalt: readonly string[];
}

/** Do the traces tell the same? */
export const areEqual = ({
  changed,
  onlyInA,
  onlyInB,
  columnsOnlyInA,
  columnsOnlyInB,
  masking,
  otherSalt,
}: TraceDiff): boolean =>
  changed.rows + onlyInA.rows + onlyInB.rows === 0 &&
  columnsOnlyInA.length + columnsOnlyInB.length + masking.length + otherSalt.length === 0;

/** @throws PipelineError where a file cannot be read, or the traces are of different kinds. */
export async function diffTraces(fileA: string, fileB: string, settings: DiffSettings): Promise<TraceDiff> {
  const { diff, hashed } = await compare(fileA, fileB, settings, []);
  const { a, b, equal, identityShared, kind } = diff;
  const nothingInCommon = equal === 0 && a.rows > 0 && b.rows > 0 && !identityShared;
  // Not one thing is in both: if all of them are masked, the salts must be others.
  if (!nothingInCommon || kind === undefined || !hashed.includes(kind.identity)) return diff;
  // What came through a pipe cannot be read again.
  const readable = await Promise.all([fileA, fileB].map(async (file) => (await stat(file)).isFile()));
  return readable.includes(false) ? diff : (await compare(fileA, fileB, settings, hashed)).diff;
}

async function compare(
  fileA: string,
  fileB: string,
  settings: DiffSettings,
  otherSalt: readonly string[],
): Promise<{ diff: TraceDiff; hashed: readonly string[] }> {
  return withTraces(fileA, fileB, async (a, b) => {
    const kind = a.kind ?? b.kind;
    const masking = findMasking(a, b);
    const layout = layOut(a, b, [...otherSalt, ...masking.map(({ column }) => column)]);
    const unmatched = new Unmatched(settings.sorter);
    const rows = await addInTurns(a, b, layout, unmatched);
    const differences = await tallyDifferences(unmatched.surplus(), layout, settings.limit);
    const onlyIn = (one: TraceFile, other: TraceFile): string[] =>
      other.kind === undefined
        ? []
        : one.columns.filter((column) => !other.columns.includes(column) && !kind?.extras.includes(column));
    const diff = {
      ...differences,
      ...{ kind, layout, masking, otherSalt },
      a: { file: fileA, rows: rows.a },
      b: { file: fileB, rows: rows.b },
      equal: rows.a - differences.changed.rows - differences.onlyInA.rows,
      columnsOnlyInA: onlyIn(a, b),
      columnsOnlyInB: onlyIn(b, a),
    };
    return { diff, hashed: maskedInBoth(a, b) };
  });
}

async function withTraces<T>(
  fileA: string,
  fileB: string,
  work: (a: TraceFile, b: TraceFile) => Promise<T>,
): Promise<T> {
  const a = await openTrace(fileA);
  try {
    const b = await openTrace(fileB);
    try {
      if (a.kind !== undefined && b.kind !== undefined && a.kind !== b.kind) throw differentKinds(a, b);
      return await work(a, b);
    } finally {
      await b.close();
    }
  } finally {
    await a.close();
  }
}

/** The columns that both have, those that tell rows apart first. */
function layOut(a: TraceFile, b: TraceFile, ignored: readonly string[]): Layout {
  const kind = a.kind ?? b.kind;
  const common =
    a.kind === undefined ? b.columns : a.columns.filter((column) => b.kind === undefined || b.columns.includes(column));
  const compared = common.filter((column) => !ignored.includes(column) && !kind?.extras.includes(column));
  const key = kind?.key.filter((column) => compared.includes(column)) ?? [];
  const columns = [...key, ...compared.filter((column) => !key.includes(column))];
  return {
    columns,
    keyLength: key.length,
    event: columns.indexOf(kind?.event ?? ''),
    properties: columns.findIndex((column) => kind?.columns.get(column)?.type === 'properties'),
  };
}

/** Rows of both, a batch of the one and a batch of the other, so that those of one place in the traces meet soon. */
async function addInTurns(
  a: TraceFile,
  b: TraceFile,
  layout: Layout,
  unmatched: Unmatched,
): Promise<{ a: number; b: number }> {
  const sides = [a, b].map((trace, i) => ({
    batches: trace.rows(),
    form: rowForm(trace, layout),
    count: i === 0 ? (1 as const) : (-1 as const),
    rows: 0,
    done: false,
  }));
  const [left, right] = sides as [(typeof sides)[number], (typeof sides)[number]];
  while (!left.done || !right.done) {
    const behind = right.done || (!left.done && left.rows <= right.rows) ? left : right;
    const next = await behind.batches.next();
    if (next.done === true) behind.done = true;
    else {
      behind.rows += next.value.length;
      await unmatched.add(next.value.map(behind.form), behind.count);
    }
  }
  return { a: left.rows, b: right.rows };
}

function rowForm({ columns, kind }: TraceFile, layout: Layout): (row: RawRow) => string {
  const fields = layout.columns.map((column) => ({
    place: columns.indexOf(column),
    form: normalFormOf(kind?.columns.get(column)),
  }));
  return (row) => joinFields(fields.map(({ place, form }) => form(row[place])));
}

const differentKinds = (a: TraceFile, b: TraceFile): PipelineError =>
  new PipelineError(
    'different-kinds',
    ExitCode.usage,
    `expected two traces of one kind, found ${a.kind?.name.replace('-', ' ')}s in ${a.file} and ${b.kind?.name.replace('-', ' ')}s in ${b.file}`,
  );
