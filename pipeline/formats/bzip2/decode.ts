import { type WarningHandler, warnOfGarbage } from './damage.ts';
import type { KernelName } from './kernel.ts';
import { borrowKernel, returnKernel } from './kernel-pool.ts';
import { StreamChecker } from './stream-checker.ts';
import { readStreams, type StreamEvent } from './streams.ts';
import { CompressedWindow } from './window.ts';

export interface DecodeOptions {
  /** Default: the fastest that works here. */
  readonly kernel?: KernelName | undefined;
  /** Gives pieces that stay as they are, at the cost of a copy. */
  readonly copy?: boolean | undefined;
  /** Told when something follows the last stream, and is ignored. */
  readonly onWarning?: WarningHandler | undefined;
  /** Told of each stream, block and content, in order: where blocks begin and how long they are. */
  readonly onEvent?: ((event: StreamEvent) => void) | undefined;
}

/**
 * Decodes bzip2 data: any number of streams, of all levels, randomised blocks included. Where `bzip2 -dc` ends with an error,
 * so does this; and it ignores, as that does, what follows the last stream without being one.
 *
 * The source is read to its end, in chunks of any sizes; leaving early closes it. Memory is bounded whatever the input.
 *
 * @returns the content, in pieces of at most about 1 MiB. **A piece is a view of memory that the next piece overwrites**:
 * use it up before asking for more, or set `copy`. All of it can be trusted only when the iteration ends without an error.
 * @throws PipelineError `corrupt-bzip2`, `truncated-bzip2` (exit code 65) with the offset in the compressed data; errors of the source as they are.
 *
 * @example
 * for await (const piece of decodeBzip2(createReadStream('dump.sql.bz2'))) scanner.push(piece);
 */
export async function* decodeBzip2(
  source: AsyncIterable<Uint8Array>,
  options: DecodeOptions = {},
): AsyncGenerator<Uint8Array, void> {
  const kernel = await borrowKernel(options.kernel);
  const window = new CompressedWindow(source, kernel.window);
  const checker = new StreamChecker();
  const onEvent = (event: StreamEvent) => {
    checker.accept(event);
    options.onEvent?.(event);
  };
  const pieces = readStreams({ window, kernel, onEvent });
  try {
    for await (const piece of pieces) yield options.copy ? piece.slice() : piece;
    const { byteOffset } = window;
    warnOfGarbage(await window.drain(), byteOffset, options.onWarning);
  } finally {
    returnKernel(options.kernel, kernel);
    await window.close();
  }
}
