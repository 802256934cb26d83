import { errorToData } from '../../../errors.ts';
import { isDamage } from '../damage.ts';
import type { BlockKernel } from '../kernel.ts';
import { readStreams, type StreamEvent } from '../streams.ts';
import { CompressedWindow } from '../window.ts';
import type { RandomAccess, Stretch, StretchResult } from './stretch.ts';

const READ_BYTES = 1 << 18;

/**
 * Decodes a stretch: yields its content, returns what there is to prove, damage included. Pieces are valid until the next one
 * is asked for. Throws nothing but errors of `file`.
 */
export async function* decodeStretch(
  file: RandomAccess,
  stretch: Stretch,
  kernel: BlockKernel,
): AsyncGenerator<Uint8Array, StretchResult> {
  const { startBit, start, level, endBit } = stretch;
  const window = new CompressedWindow(bytesFrom(file, Math.floor(startBit / 8)), kernel.window, startBit);
  const events: StreamEvent[] = [];
  const pieces = readStreams({
    window,
    kernel,
    start,
    level,
    // The last stretch goes on until it finds that nothing follows, or what is missing.
    until: endBit < file.size * 8 ? endBit : Number.POSITIVE_INFINITY,
    onEvent: (event) => events.push(event),
  });
  try {
    const end = yield* pieces;
    return { startBit, start, endBit: window.position, end, events };
  } catch (error) {
    if (!isDamage(error)) throw error;
    return { startBit, start, endBit: window.position, end: 'after', events, damage: errorToData(error) };
  }
}

export async function* bytesFrom(file: RandomAccess, start: number): AsyncGenerator<Uint8Array> {
  for (let offset = start; offset < file.size; offset += READ_BYTES) {
    yield await file.read(offset, Math.min(READ_BYTES, file.size - offset));
  }
}
