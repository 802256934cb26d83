import { csvRecords } from '../formats/csv-records.ts';
import { linesOf } from '../formats/lines.ts';
import type { PublishedOutput } from './published-manifest.ts';

export interface TraceRow {
  /** 1-based. */
  readonly line: number;
  /** In the order of the columns. */
  readonly values: readonly unknown[];
}

/** A line that is no row. */
export interface BadLine {
  readonly line: number;
  readonly problem: string;
}

/**
 * The rows of an output; undefined where its format is none that can be read here.
 *
 * @throws PipelineError `corrupt-csv`.
 */
export function traceRows(
  { file, format, schema }: PublishedOutput,
  text: AsyncIterable<string>,
): AsyncGenerator<(TraceRow | BadLine)[]> | undefined {
  const names = schema.columns.map(({ name }) => name);
  if (format.sink === 'csv') return csvRows(text, file, names);
  return format.sink === 'jsonl' ? jsonRows(text, names) : undefined;
}

async function* csvRows(text: AsyncIterable<string>, file: string, names: readonly string[]) {
  let isHeader = true;
  for await (const records of csvRecords(text, file)) {
    const rows: (TraceRow | BadLine)[] = [];
    for (const { line, fields } of records) {
      if (isHeader && fields.join() !== names.join())
        rows.push({ line, problem: 'the header is not that of the manifest' });
      else if (!isHeader && fields.length !== names.length) {
        rows.push({ line, problem: `expected ${names.length} fields, found ${fields.length}` });
      } else if (!isHeader) rows.push({ line, values: fields });
      isHeader = false;
    }
    yield rows;
  }
  if (isHeader) yield [{ line: 1, problem: 'expected a header, found nothing' }];
}

async function* jsonRows(text: AsyncIterable<string>, names: readonly string[]) {
  const known = new Set(names);
  for await (const lines of linesOf(text)) {
    yield lines.map(({ number: line, text: json }): TraceRow | BadLine => {
      const object = parseObject(json);
      if (object === undefined) return { line, problem: 'expected a JSON object on a line of its own' };
      const keys = Object.keys(object);
      if (keys.length !== names.length || !keys.every((key) => known.has(key))) {
        return { line, problem: 'the keys are not the columns of the manifest' };
      }
      return { line, values: names.map((name) => object[name]) };
    });
  }
}

function parseObject(json: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
