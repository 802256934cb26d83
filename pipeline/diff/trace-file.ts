import { createReadStream } from 'node:fs';
import { ExitCode, PipelineError, toPipelineError } from '../errors.ts';
import { decompress } from '../formats/compression/index.ts';
import { type CsvRecord, csvRecords } from '../formats/csv-records.ts';
import { type Line, linesOf } from '../formats/lines.ts';
import { decodeUtf8 } from '../formats/utf8-text.ts';
import { describeKinds, findKind, type TraceKind } from './kinds.ts';
import type { Raw } from './normal-form.ts';

/** Values in the order of the trace's columns. */
export type RawRow = readonly Raw[];

/** A trace that is open for reading. */
export interface TraceFile {
  readonly file: string;
  /** Undefined for an empty file, which may be a trace of any kind. */
  readonly kind: TraceKind | undefined;
  readonly columns: readonly string[];
  /** The first rows, as many as a glance takes. */
  readonly first: readonly RawRow[];
  /** All rows, the first ones too, in batches. Call once. */
  rows(): AsyncGenerator<readonly RawRow[]>;
  /** Not needed once the rows have been read to their end. */
  close(): Promise<void>;
}

/** Some rows, of a CSV file or of JSON lines. */
interface Table {
  readonly columns: readonly string[];
  readonly batches: AsyncGenerator<readonly RawRow[]>;
}

const READ_SIZE = 1 << 20;

/**
 * Opens a trace: CSV or JSON lines of any dialect, plain or compressed, told by the content.
 *
 * @throws PipelineError `missing-file`, `not-a-trace`, or what is wrong with the compression, the text or the CSV.
 */
export async function openTrace(file: string): Promise<TraceFile> {
  const chunks = decodeUtf8(traceBytes(file), file);
  const start = await chunks.next();
  if (start.done) return { file, kind: undefined, columns: [], first: [], rows: noRows, close: async () => {} };
  const text = startingWith(start.value, chunks);
  try {
    const table = /^\s*\{/.test(start.value) ? await jsonTable(text, file) : await csvTable(text, file);
    const { columns, batches } = table;
    const kind = findKind(columns);
    if (kind === undefined) throw notATrace(file, `found the columns ${columns.slice(0, 20).join(', ')}`);
    const first = await firstBatch(batches);
    const close = () => batches.return(undefined).then(() => {});
    return { file, kind, columns, first, rows: () => startingWith(first, batches), close };
  } catch (error) {
    await text.return(undefined);
    throw error;
  }
}

async function firstBatch(batches: AsyncIterator<readonly RawRow[]>): Promise<readonly RawRow[]> {
  for (let next = await batches.next(); next.done !== true; next = await batches.next()) {
    if (next.value.length > 0) return next.value;
  }
  return [];
}

async function* noRows(): AsyncGenerator<readonly RawRow[]> {}

/** An empty trace is a trace, though an empty backup is none. */
async function* traceBytes(file: string): AsyncGenerator<Uint8Array> {
  try {
    yield* decompress(createReadStream(file, { highWaterMark: READ_SIZE }), file);
  } catch (thrown) {
    const error = toPipelineError(thrown);
    if (error.code === 'empty-input') return;
    throw error.code === 'unknown-format' ? notATrace(file, error.message.replace(/^.*found /, 'found ')) : error;
  }
}

async function csvTable(text: AsyncIterable<string>, file: string): Promise<Table> {
  const records = csvRecords(text, file);
  const start = await records.next();
  const [header, ...rest]: CsvRecord[] = start.value ?? [];
  if (header === undefined) throw notATrace(file, 'found nothing but empty lines');
  const columns = header.fields;
  const rows = async function* () {
    for await (const batch of startingWith(rest, records)) {
      for (const { fields, line } of batch) {
        if (fields.length !== columns.length) {
          throw corrupt(file, line, `expected ${columns.length} fields, as in the header, found ${fields.length}`);
        }
      }
      yield batch.map(({ fields }) => fields);
    }
  };
  return { columns, batches: rows() };
}

async function jsonTable(text: AsyncIterable<string>, file: string): Promise<Table> {
  const lines = linesOf(text);
  const start = await lines.next();
  const first: Line[] = start.value ?? [];
  const parse = ({ number, text: line }: Line): Record<string, unknown> => {
    const value = parseJson(line);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw corrupt(file, number, 'expected a JSON object on a line of its own, found something else');
    }
    return value as Record<string, unknown>;
  };
  // Objects of one trace have the same keys; a key that some of the first lines leave out is a column all the same.
  const columns = [...new Set(first.map(parse).flatMap(Object.keys))];
  const known = new Set(columns);
  const rows = async function* () {
    for await (const batch of startingWith(first, lines)) {
      yield batch.map((line) => {
        const value = parse(line);
        for (const key in value) {
          if (!known.has(key)) throw corrupt(file, line.number, `found the key ${key}, which no line before has`);
        }
        return columns.map((column) => value[column]);
      });
    }
  };
  return { columns, batches: rows() };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function* startingWith<T>(first: T, rest: AsyncGenerator<T>): AsyncGenerator<T> {
  try {
    yield first;
    yield* rest;
  } finally {
    await rest.return(undefined);
  }
}

const corrupt = (file: string, line: number, message: string): PipelineError =>
  new PipelineError('corrupt-trace', ExitCode.corruptInput, message, { location: { file, line } });

const notATrace = (file: string, found: string): PipelineError =>
  new PipelineError(
    'not-a-trace',
    ExitCode.corruptInput,
    `expected a trace, as CSV or JSON lines, of ${describeKinds()}; ${found}`,
    {
      location: { file },
    },
  );
