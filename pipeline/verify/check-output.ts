import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { toPipelineError } from '../errors.ts';
import { decompress } from '../formats/compression/index.ts';
import { decodeUtf8 } from '../formats/utf8-text.ts';
import type { PublishedOutput } from './published-manifest.ts';
import { RowChecker } from './row-checker.ts';
import { traceRows } from './trace-rows.ts';

/** What is wrong with a published folder, never a value of it. */
export interface VerifyProblem {
  readonly file: string;
  /** 1-based. */
  readonly line?: number;
  /** The name of a column. */
  readonly column?: string;
  readonly message: string;
  /** Something is not there at all. */
  readonly missing?: true;
}

const READ_SIZE = 1 << 20;

/** Holds a file against what its manifest says of it: bytes, checksum, and every row. */
export async function* checkOutput(folder: string, output: PublishedOutput): AsyncGenerator<VerifyProblem> {
  const { file } = output;
  const path = join(folder, file);
  const status = await stat(path).catch(() => undefined);
  if (status === undefined || !status.isFile()) {
    yield { file, message: 'is not there, but the manifest names it', missing: true };
    return;
  }
  if (status.size !== output.bytes) {
    yield { file, message: `expected ${output.bytes} bytes, found ${status.size}` };
  }
  const hash = createHash('sha256');
  for await (const bytes of createReadStream(path, { highWaterMark: READ_SIZE })) hash.update(bytes);
  if (hash.digest('hex') !== output.sha256) yield { file, message: 'the checksum is not that of the manifest' };
  try {
    yield* checkRows(path, output);
  } catch (thrown) {
    const { message, location } = toPipelineError(thrown);
    yield { file, ...(location?.line !== undefined && { line: location.line }), message };
  }
}

async function* checkRows(path: string, output: PublishedOutput): AsyncGenerator<VerifyProblem> {
  const { file } = output;
  const batches = traceRows(output, decodeUtf8(contentOf(path, file), file));
  if (batches === undefined) return;
  const checker = new RowChecker(output);
  let rows = 0;
  for await (const batch of batches) {
    const problems: VerifyProblem[] = [];
    for (const row of batch) {
      if ('problem' in row) {
        problems.push({ file, line: row.line, message: row.problem });
        continue;
      }
      rows++;
      checker.check(row.values, (column, message) =>
        problems.push({ file, line: row.line, ...(column !== '' && { column }), message }),
      );
    }
    yield* problems;
  }
  if (rows !== output.records) yield { file, message: `expected ${output.records} records, found ${rows}` };
}

/** A trace may be empty. */
async function* contentOf(path: string, file: string): AsyncGenerator<Uint8Array> {
  try {
    yield* decompress(createReadStream(path, { highWaterMark: READ_SIZE }), file);
  } catch (thrown) {
    if (toPipelineError(thrown).code !== 'empty-input') throw thrown;
  }
}
