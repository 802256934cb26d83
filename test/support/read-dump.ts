import { PipelineError } from '../../pipeline/errors.ts';
import { createDumpReader, type DumpReaderOptions } from '../../pipeline/formats/sql-dump/dump-reader.ts';
import type { RowBatch, SqlValue, TableNeed } from '../../pipeline/stage.ts';

export interface DumpResult {
  /** By `database.table`; rows of a table that was created anew replace those from before. */
  readonly tables: Readonly<Record<string, TableResult>>;
  readonly batches: readonly RowBatch[];
  readonly warnings: readonly string[];
}

export interface TableResult {
  readonly columns: readonly string[];
  readonly rows: (readonly SqlValue[])[];
}

export interface ReadSettings extends DumpReaderOptions {
  readonly requireTrailer?: boolean;
  /** Lengths of the chunks, used in turn; one chunk if there are none. */
  readonly chunks?: readonly number[];
}

/** Reads a whole dump, cut into chunks that are overwritten as soon as they were read. */
export function readDump(dump: string | Buffer, needs: readonly TableNeed[], settings: ReadSettings = {}): DumpResult {
  const warnings: string[] = [];
  const request = {
    needs,
    requireTrailer: settings.requireTrailer ?? false,
    warn: (code: string) => warnings.push(code),
  };
  const reader = createDumpReader(request, settings);
  const bytes = typeof dump === 'string' ? Buffer.from(dump) : dump;
  const batches: RowBatch[] = [];
  const lengths = settings.chunks ?? [];
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const end = lengths.length === 0 ? bytes.length : at + Math.max(1, lengths[i % lengths.length]!);
    const chunk = new Uint8Array(bytes.subarray(at, end));
    batches.push(...reader.push(chunk));
    chunk.fill(0x27);
    at = end;
  }
  batches.push(...reader.finish());
  return { tables: gather(batches), batches, warnings };
}

function gather(batches: readonly RowBatch[]): Record<string, TableResult> {
  const tables: Record<string, TableResult> = {};
  for (const { database, table, columns, rows, reset } of batches) {
    const key = `${database}.${table}`;
    if (reset === true || tables[key] === undefined) tables[key] = { columns, rows: [] };
    tables[key].rows.push(...rows);
  }
  return tables;
}

/** `nova.services(id, host)` as a need. */
export function need(text: string, parts: Partial<TableNeed> = {}): TableNeed {
  const [, database = '', table = '', columns = ''] = /^(.+?)\.(.+?)\((.*)\)$/.exec(text) ?? [];
  return { database, table, columns: columns.split(',').map((name) => name.trim()), ...parts };
}

/** The rows of `nova.t(...)`, which the dump has to have. */
export function readRows(dump: string | Buffer, columns: string, settings: ReadSettings = {}): (readonly SqlValue[])[] {
  return readDump(dump, [need(`nova.t(${columns})`)], settings).tables['nova.t']!.rows;
}

/** What is wrong with a dump that cannot be read. */
export function failureOf(dump: string | Buffer, needs: readonly TableNeed[], settings: ReadSettings = {}) {
  try {
    readDump(dump, needs, settings);
  } catch (error) {
    if (!(error instanceof PipelineError)) throw error;
    return {
      code: error.code,
      exitCode: error.exitCode,
      message: error.message,
      offset: error.location?.byteOffset,
      hint: error.hint,
    };
  }
  return undefined;
}
