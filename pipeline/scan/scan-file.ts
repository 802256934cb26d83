import { createReadStream } from 'node:fs';
import { ExitCode, PipelineError, toPipelineError } from '../errors.ts';
import { decompress } from '../formats/compression/index.ts';
import { type PlacedFind, scanText } from './scan-text.ts';

const READ_SIZE = 1 << 20;

/**
 * Looks for what looks like an identifier or a secret in a file of text (CSV, JSON lines, a log, anything), plain or compressed.
 *
 * @param input the bytes, where they are not those of the file.
 * @throws PipelineError `missing-file`, `not-text`, or what is wrong with the compression.
 */
export async function* scanFile(file: string, input?: AsyncIterable<Uint8Array>): AsyncGenerator<PlacedFind> {
  const bytes = input ?? createReadStream(file, { highWaterMark: READ_SIZE });
  try {
    yield* scanText(asText(decompress(bytes, file)));
  } catch (thrown) {
    const error = toPipelineError(thrown);
    if (error.code === 'empty-input') return;
    if (error.code !== 'unknown-format') throw error;
    const found = error.message.replace(/^.*found /, 'found ');
    throw new PipelineError('not-text', ExitCode.corruptInput, `expected text, plain or compressed; ${found}`, {
      location: { file },
      hint: 'a Parquet file has to be written as CSV or JSON lines to be scanned',
    });
  }
}

/** Bytes that are not UTF-8 become replacement characters: they are no reason not to look at the rest. */
async function* asText(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  for await (const chunk of bytes) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}
