import * as z from 'zod';
import { ExitCode, PipelineError, toPipelineError } from '../errors.ts';
import { ParquetFile } from '../formats/parquet/parquet-file.ts';
import { type AuditBatch, type AuditContext, type AuditInput, defineStage, type TableNeed } from '../stage.ts';
import { COLUMNS, checkColumns } from './audit-parquet/columns.ts';
import { FORM, findTableFiles, keyOf, type TableFile } from './audit-parquet/files.ts';
import { rowReader } from './audit-parquet/rows.ts';

interface Options {
  readonly path: string | string[];
}

const findFiles = ({ path }: Options): Promise<TableFile[]> => findTableFiles(typeof path === 'string' ? [path] : path);

/** The files of the needed tables, each opened once to see that it is what it seems; other files stay closed. */
async function plan(options: Options, needs: readonly TableNeed[]): Promise<AuditInput[]> {
  const files = await findFiles(options);
  const byKey = new Map(files.map((file) => [file.key, file]));
  const missing = needs.filter((need) => need.optional !== true && !byKey.has(keyOf(need)));
  if (missing.length > 0) throw missingTables(missing, files);
  const inputs: AuditInput[] = [];
  let firstSequence = 0;
  for (const need of needs) {
    const found = byKey.get(keyOf(need));
    if (found === undefined) continue;
    const file = await ParquetFile.open(found.path, found.name);
    await file.close();
    checkColumns(file, found.name);
    const { size, modified } = file;
    inputs.push({ name: found.name, path: found.path, size, modified, need, firstSequence });
    firstSequence += file.rows;
  }
  return inputs;
}

function missingTables(missing: readonly TableNeed[], files: readonly TableFile[]): PipelineError {
  const tables = missing.map(({ database, table }) => `${database}.${table}`);
  const found = files.map(({ key }) => `audit_${key}`);
  return new PipelineError(
    'missing-table',
    ExitCode.missingInput,
    `expected the audit ${tables.length === 1 ? 'table' : 'tables'} of ${tables.join(', ')}; found ${found.join(', ')}`,
    { hint: `export them to files named ${FORM}, or say under databases: how the databases are called` },
  );
}

async function* read(input: AuditInput, { signal, onBytes }: AuditContext): AsyncGenerator<AuditBatch> {
  const { database, table } = input.need;
  yield { database, table, rows: [] };
  const file = await ParquetFile.open(input.path, input.name);
  try {
    const toRows = rowReader(input);
    let told = 0;
    for await (const block of file.read(COLUMNS)) {
      signal.throwIfAborted();
      yield { database, table, rows: toRows(block) };
      // Bytes follow rows closely enough for a progress bar.
      const share = Math.floor((input.size * (block.firstRow + block.length)) / file.rows);
      onBytes?.(share - told);
      told = share;
    }
  } finally {
    await file.close();
  }
}

export default defineStage<Options>({
  name: 'audit-parquet',
  kind: 'source',
  role: 'audit',
  takes: 'nothing',
  gives: 'audit',
  bounded: true,
  summary: 'Reads audit tables that were exported to Parquet: every change of every row, with its time.',
  description: `\
One file per table, named \`${FORM}\`, with the columns \`audit_event_type\` (INSERT, UPDATE or DELETE), \`audit_changed_at\` (a
TIMESTAMP, or text such as \`2026-11-20 09:50:44\`, \`2026-11-20T09:50:44.120000Z\` or \`2026-11-20 10:50:44+01:00\`; UTC where it
names no zone) and \`data\` (the row as a JSON object). Pages may be compressed with anything that Parquet knows, zstd and snappy above
all. Only the files of the tables that the stages below need are opened, and only these three columns are read, a page at a time.`,
  options: z.strictObject({
    path: z
      .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
      .describe('The exported tables: their folder, a glob, or a list of files.')
      .meta({ path: true, examples: ['audit/', 'export/openstack_audit.audit_*.parquet'] }),
  }),
  example: '- audit-parquet: { path: audit/ }',
  check: (options) =>
    findFiles(options).then(
      () => [],
      (error) => [toPipelineError(error)],
    ),
  plan: (options, needs) => plan(options, needs),
  read: (input, _options, context) => read(input, context),
});
