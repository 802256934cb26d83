/** Makes bzip2 data that no encoder writes: each part of a block can be changed. */
import { BitWriter } from '../../fixtures/bzip2/bit-writer.ts';
import { BlockBuilder } from '../../fixtures/bzip2/block-builder.ts';
import { chooseTables } from '../../fixtures/bzip2/code-tables.ts';
import { type SortedRotations, sortRotations } from '../../fixtures/bzip2/sort-rotations.ts';
import { toSymbols } from '../../fixtures/bzip2/symbols.ts';
import { type BlockParts, writeBlock } from '../../fixtures/bzip2/write-block.ts';
import { CRC_START, finishCrc, updateCrc } from '../../pipeline/formats/bzip2/crc.ts';
import { END_MARK } from '../../pipeline/formats/bzip2/format.ts';
import { MAX_BLOCK_SIZE } from '../../pipeline/formats/bzip2/limits.ts';
import { flipRandomised } from '../../pipeline/formats/bzip2/randomisation.ts';

/** The parts of a block. */
export function craftBlock(content: Uint8Array): BlockParts {
  return craftRawBlock(shortenRuns(content), content);
}

/** @param raw the bytes of the block, which are to expand to `content` */
export function craftRawBlock(raw: Uint8Array, content: Uint8Array): BlockParts {
  return craftColumn(sortRotations(raw), content);
}

/** @param column with its origin; it need not be that of any block */
export function craftColumn({ lastColumn, origin }: SortedRotations, content: Uint8Array): BlockParts {
  const coded = toSymbols(lastColumn);
  const tables = chooseTables(coded.symbols, coded.bytesInUse.length + 2);
  return { checksum: finishCrc(updateCrc(CRC_START, content)), randomised: false, origin, ...coded, ...tables };
}

/** As bzip2 0.9.0 wrote blocks that its sort was slow on. */
export function craftRandomisedBlock(content: Uint8Array): BlockParts {
  const raw = Uint8Array.from(shortenRuns(content));
  flipRandomised(raw);
  return { ...craftRawBlock(raw, content), randomised: true };
}

function shortenRuns(content: Uint8Array): Uint8Array {
  const builder = new BlockBuilder(MAX_BLOCK_SIZE);
  if (builder.add(content, 0) < content.length) throw new RangeError('too much for a block');
  return builder.finish().bytes;
}

export function craftStream(blocks: readonly BlockParts[], level = 9, checksum = streamChecksum(blocks)): Buffer {
  const writer = startStream(level);
  for (const block of blocks) writeBlock(writer, block);
  return endStream(writer, checksum);
}

export function startStream(level: number): BitWriter {
  const writer = new BitWriter();
  for (const byte of Buffer.from(`BZh${level}`)) writer.write(8, byte);
  return writer;
}

export function endStream(writer: BitWriter, checksum: number): Buffer {
  writer.write(48, END_MARK);
  writer.write(32, checksum >>> 0);
  writer.padToByte();
  return Buffer.from(writer.take());
}

function streamChecksum(blocks: readonly BlockParts[]): number {
  return blocks.reduce((sum, { checksum }) => ((sum << 1) | (sum >>> 31)) ^ checksum, 0);
}
