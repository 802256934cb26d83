import { BLOCK_INCOMPLETE, BLOCK_OK } from '../block-status.ts';
import { CRC_START, finishCrc, updateCrc } from '../crc.ts';
import type { BlockKernel, DecodedBlock } from '../kernel.ts';
import { BLOCK_SIZE_STEP, MAX_BLOCK_SIZE, PIECE_SIZE, WINDOW_SIZE } from '../limits.ts';
import { flipRandomised } from '../randomisation.ts';
import { BitReader } from './bit-reader.ts';
import { BlockHeader } from './block-header.ts';
import { invert } from './inverse-bwt.ts';
import { expandRuns } from './run-length.ts';
import { type Column, readSymbols } from './symbols.ts';

const LONGEST_RUN = 259;

/** The kernel that works everywhere, and the one to read first: the same steps as assembly/, without the tricks. */
export function createTypeScriptKernel(): BlockKernel {
  const window = new Uint8Array(WINDOW_SIZE);
  const reader = new BitReader(window);
  const header = new BlockHeader();
  const column: Column = { rows: new Int32Array(MAX_BLOCK_SIZE), size: 0, counts: new Int32Array(256) };
  const raw = new Uint8Array(MAX_BLOCK_SIZE);
  const output = new Uint8Array(PIECE_SIZE + LONGEST_RUN);
  let block = raw.subarray(0, 0);
  let position = 0;
  let crc = CRC_START;

  function readBlock(level: number): number {
    const status = header.read(reader) || readSymbols(reader, header, level * BLOCK_SIZE_STEP, column);
    // Whatever was found wrong in bits that are not there is not wrong, but missing.
    return reader.isPastEnd ? BLOCK_INCOMPLETE : status;
  }

  return {
    name: 'typescript',
    window,
    decodeBlock(bit, length, level): DecodedBlock {
      reader.start(bit, length);
      const status = readBlock(level);
      if (status === BLOCK_OK) {
        block = raw.subarray(0, column.size);
        invert(column, header.origin, block);
        if (header.randomised) flipRandomised(block);
        position = 0;
        crc = CRC_START;
      }
      return { status, endBit: reader.bit, storedChecksum: header.storedChecksum };
    },
    nextPiece() {
      const expanded = expandRuns(block, position, output, PIECE_SIZE);
      if (expanded === undefined) return undefined;
      position = expanded.from;
      const piece = output.subarray(0, expanded.to);
      crc = updateCrc(crc, piece);
      return piece;
    },
    get remaining() {
      return block.length - position;
    },
    get checksum() {
      return finishCrc(crc);
    },
  };
}
