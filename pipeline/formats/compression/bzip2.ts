import { PipelineError } from '../../errors.ts';
import { decodeBzip2 as decode, type StreamEvent } from '../bzip2/index.ts';
import { corrupt } from './damage.ts';

/**
 * Decodes bzip2. Stricter than `bzip2 -d`, which ignores with a warning what follows the last stream: that may be a stream whose
 * header was damaged.
 *
 * @param copy give chunks that stay as they are; otherwise each is overwritten by the next.
 * @param onEvent told of each stream and block.
 * @throws PipelineError `corrupt-bzip2`, `truncated-bzip2`.
 */
export async function* decodeBzip2(
  source: AsyncIterable<Uint8Array>,
  file: string,
  copy = false,
  onEvent?: (event: StreamEvent) => void,
): AsyncGenerator<Uint8Array> {
  let followedAt: number | undefined;
  try {
    yield* decode(source, {
      copy,
      onEvent,
      onWarning(_code, _message, byteOffset) {
        followedAt = byteOffset;
      },
    });
  } catch (error) {
    throw error instanceof PipelineError ? error.at({ file }) : error;
  }
  if (followedAt !== undefined) throw notBzip2(file, followedAt);
}

/** Something follows the last stream, from this byte on. */
export function notBzip2(file: string, byteOffset: number): PipelineError {
  return corrupt('bzip2', 'what follows the last stream is not bzip2 data', { file, byteOffset });
}
