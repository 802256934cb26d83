/**
 * What stands between the mark of a block and its symbols:
 *
 *     checksum 32 | randomised 1 | origin 24 | bytes in use 16, and 16 for each bit set | tables 3 | selectors 15
 *     | each selector, unary | the code lengths of each table, as differences
 */
import {
  BLOCK_BAD_CODE_LENGTH, BLOCK_BAD_SELECTOR, BLOCK_BAD_TABLE_COUNT, BLOCK_NO_BYTES, BLOCK_OK,
} from '../block-status';
import { MAX_CODE_LENGTH, MAX_TABLES } from '../limits';
import { readBits } from './bit-reader';
import { buildTable } from './huffman';
import { LENGTHS, RECENT, SELECTORS } from './memory';

/** The checksum that the content should have. */
export let storedChecksum = 0;
export let randomised = 0;
/** The row of the sorted rotations that is the block itself. */
export let origin = 0;
/** How many byte values occur. */
export let bytesInUse = 0;
export let selectorCount = 0;

export function readHeader(): i32 {
  storedChecksum = (readBits(16) << 16) | readBits(16);
  randomised = readBits(1);
  origin = readBits(24);
  readBytesInUse();
  if (bytesInUse == 0) return BLOCK_NO_BYTES;
  const tables = readBits(3);
  if (tables < 2 || tables > MAX_TABLES) return BLOCK_BAD_TABLE_COUNT;
  selectorCount = readBits(15);
  if (!readSelectors(tables)) return BLOCK_BAD_SELECTOR;
  for (let table = 0; table < tables; table++) {
    if (!readCodeLengths()) return BLOCK_BAD_CODE_LENGTH;
    buildTable(table, bytesInUse + 2);
  }
  return BLOCK_OK;
}

/** Bit maps of two levels: which sixteenths of the byte values occur, then which values of each of those. */
function readBytesInUse(): void {
  bytesInUse = 0;
  const sixteenths = readBits(16);
  for (let high = 0; high < 16; high++) {
    if ((sixteenths & (0x8000 >> high)) == 0) continue;
    const values = readBits(16);
    for (let low = 0; low < 16; low++) {
      if (values & (0x8000 >> low)) store<u8>(RECENT + bytesInUse++, (high << 4) | low);
    }
  }
}

/** A selector is the place of a table in a move-to-front list, and a list of six fits into the bytes of one number. */
function readSelectors(tables: i32): bool {
  let list: u64 = 0x05_04_03_02_01_00;
  for (let i = 0; i < selectorCount; i++) {
    let place = 0;
    while (readBits(1)) if (++place == tables) return false;
    const shift = place << 3;
    const table = (list >> shift) & 255;
    const before = list & (((<u64>1) << shift) - 1);
    const after = ((list >> shift) >> 8) << shift;
    list = ((after | before) << 8) | table;
    store<u8>(SELECTORS + i, table);
  }
  return selectorCount > 0;
}

/** Each length is the previous one and steps: 10 is up, 11 is down, 0 ends them. */
function readCodeLengths(): bool {
  let length = readBits(5);
  for (let symbol = 0; symbol < bytesInUse + 2; symbol++) {
    for (;;) {
      if (length < 1 || length > MAX_CODE_LENGTH) return false;
      if (!readBits(1)) break;
      length += readBits(1) ? -1 : 1;
    }
    store<u8>(LENGTHS + symbol, length);
  }
  return true;
}
