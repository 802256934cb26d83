import { PipelineError } from '../../errors.ts';
import { decodeBzip2 as decode, type StreamEvent } from '../bzip2/index.ts';
import { corrupt } from './damage.ts';

/**
 * Decodes bzip2. Stricter than `bzip2 -d`, which ignores with a warning what follows the last stream: that may be a stream whose
 * header was damaged.
 *
 * @param copy give chunks that stay as they are; otherwise each is overwritten by the next.
 * @param onEvent told of each stream and block.
 * @throws PipelineError `corrupt-bzip2`.
 */
export async function* decodeBzip2(
  source: AsyncIterable<Uint8Array>,
  file: string,
  copy = false,
  onEvent?: (event: StreamEvent) => void,
): AsyncGenerator<Uint8Array> {
  let isFollowed = false;
  try {
    yield* decode(source, {
      copy,
      onEvent,
      onWarning() {
        isFollowed = true;
      },
    });
  } catch (error) {
    throw error instanceof PipelineError ? error.at({ file }) : error;
  }
  if (isFollowed) throw corrupt('bzip2', 'what follows the last stream is not bzip2 data', { file });
}
