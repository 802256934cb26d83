import { findBlocks } from '../find-blocks.ts';
import { HEADER_BYTES, MARK_BITS, streamLevel } from '../format.ts';
import type { Place } from '../streams.ts';
import type { RandomAccess, Stretch } from './stretch.ts';

const SEARCH_BYTES = 1 << 18;
/** A mark can reach one byte further than its bits would fill. */
const MARK_BYTES = MARK_BITS / 8 + 1;

/**
 * Cuts a file into stretches of about `stretchBytes` compressed bytes, each beginning at the first probable block there. Reads
 * a block's length at each cut, no more.
 */
export async function planStretches(file: RandomAccess, stretchBytes: number): Promise<Stretch[]> {
  const header = await file.read(0, Math.min(HEADER_BYTES, file.size));
  // Streams of one file are of one level, unless someone joined files: then the Stitcher asks for some stretches anew.
  const level = streamLevel(header) ?? 9;
  const stretches: Stretch[] = [];
  let current = { startBit: 0, start: 'between' as Place, level };
  for (let cut = stretchBytes; cut < file.size; cut += stretchBytes) {
    const startBit = await firstBlock(file, cut, Math.min(cut + stretchBytes, file.size));
    if (startBit === undefined) continue;
    stretches.push({ ...current, endBit: startBit });
    current = { startBit, start: 'within', level };
  }
  return [...stretches, { ...current, endBit: file.size * 8 }];
}

async function firstBlock(file: RandomAccess, from: number, to: number): Promise<number | undefined> {
  for (let offset = from; offset < to; offset += SEARCH_BYTES) {
    const length = Math.min(SEARCH_BYTES, to - offset);
    const bytes = await file.read(offset, Math.min(length + MARK_BYTES, file.size - offset));
    const block = findBlocks(bytes, 0, length).find((mark) => mark.kind === 'block');
    if (block !== undefined) return offset * 8 + block.bit;
  }
  return undefined;
}
