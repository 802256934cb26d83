import { createRequire } from 'node:module';
import { corrupt, truncated, unsupported } from './damage.ts';

/** The decoder takes its input in pieces of this size; smaller than a read, so that the place of damage is told more exactly. */
const INPUT_PIECE = 64 << 10;

/** What `xz_dec_run` of XZ Embedded returns, as the library words it. */
const RESULT = /error code (\d+)/;
const MEMORY_LIMIT = 4;
const NOT_XZ = 5;
const UNSUPPORTED_OPTIONS = 6;
const NO_PROGRESS = 8;

/**
 * Decodes xz: any number of streams with padding between. Integrity checks CRC32 and CRC64 (the default) are verified.
 *
 * The library decodes one file at a time in a thread: a second one waits until the first is read to its end or left.
 *
 * @throws PipelineError `corrupt-xz`, `truncated-xz`; `unsupported-xz` for what XZ Embedded lacks (SHA-256 checks, filters other
 * than LZMA2, dictionaries beyond 64 MiB, which no preset of `xz` makes).
 */
export async function* decodeXz(source: AsyncIterable<Uint8Array>, file: string): AsyncGenerator<Uint8Array> {
  const { XzReadableStream } = createRequire(import.meta.url)('xz-decompress') as typeof import('xz-decompress');
  let taken = 0;
  let ended = false;
  const pieces = inPieces(source);
  const compressed = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await pieces.next();
        ended = done === true;
        if (done === true) return controller.close();
        taken += value.length;
        controller.enqueue(value);
      },
    },
    { highWaterMark: 0 },
  );
  const reader = new XzReadableStream(compressed).getReader();
  let finished = false;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      finished = done;
      if (done) break;
      if (value.length > 0) yield value;
    }
  } catch (error) {
    finished = true;
    throw explain(error);
  } finally {
    // Leaving early must give the library's lock free, else the next file would wait for ever.
    if (!finished) await reader.cancel();
    await pieces.return(undefined);
  }

  function explain(error: unknown): unknown {
    const result = Number(RESULT.exec((error as Error).message)?.[1]);
    const place = { file, byteOffset: Math.max(0, taken - (ended ? 0 : INPUT_PIECE)) };
    switch (result) {
      case MEMORY_LIMIT:
      case UNSUPPORTED_OPTIONS: {
        const what =
          result === MEMORY_LIMIT ? 'a dictionary beyond 64 MiB' : 'a filter or integrity check that is not supported';
        return unsupported(
          'xz',
          `the file uses ${what}`,
          place,
          'repack it with `xz -d` and `xz` without special options',
        );
      }
      case NO_PROGRESS:
        if (ended) return truncated('xz', 'the file ends within its compressed data', place, error);
        return corrupt('xz', 'the data makes no sense', place, error);
      case NOT_XZ:
        return corrupt('xz', 'what follows the last stream is not xz data', place, error);
      default:
        return Number.isNaN(result) ? error : corrupt('xz', 'the data does not fit its checks', place, error);
    }
  }
}

async function* inPieces(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) {
    for (let at = 0; at < chunk.length; at += INPUT_PIECE) yield chunk.subarray(at, at + INPUT_PIECE);
  }
}
