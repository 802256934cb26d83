import type { BlockKernel } from './kernel.ts';
import { bytesFrom } from './parallel/decode-stretch.ts';
import type { RandomAccess } from './parallel/stretch.ts';
import { readStreams } from './streams.ts';
import { CompressedWindow } from './window.ts';

/** Where a block is, as a whole reading of the file has told. */
export interface BlockPlace {
  /** The first bit of its mark. */
  readonly bit: number;
  /** Of its stream. */
  readonly level: number;
}

/**
 * Decodes blocks that follow each other, from `first` up to `behind` (the end of the file where undefined), each checked by its own
 * checksum. Pieces are valid until the next one is asked for.
 *
 * @throws PipelineError `corrupt-bzip2`, `truncated-bzip2`
 */
export async function* decodeBlocks(
  file: RandomAccess,
  first: BlockPlace,
  behind: BlockPlace | undefined,
  kernel: BlockKernel,
): AsyncGenerator<Uint8Array> {
  const { bit, level } = first;
  yield* readStreams({
    window: new CompressedWindow(bytesFrom(file, Math.floor(bit / 8)), kernel.window, bit),
    kernel,
    start: 'within',
    level,
    until: behind?.bit ?? file.size * 8,
    onEvent: () => {},
  });
}
