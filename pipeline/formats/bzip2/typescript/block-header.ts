import {
  BLOCK_BAD_CODE_LENGTH,
  BLOCK_BAD_SELECTOR,
  BLOCK_BAD_TABLE_COUNT,
  BLOCK_NO_BYTES,
  BLOCK_OK,
} from '../block-status.ts';
import { MAX_CODE_LENGTH, MAX_SELECTORS, MAX_SYMBOLS, MAX_TABLES } from '../limits.ts';
import type { BitReader } from './bit-reader.ts';
import { CodeTable } from './code-table.ts';

/** What stands between the mark of a block and its symbols; assembly/block-header.ts shows the layout. */
export class BlockHeader {
  storedChecksum = 0;
  randomised = false;
  /** The row of the sorted rotations that is the block itself. */
  origin = 0;
  /** The byte values that occur, in order. */
  readonly bytes = new Uint8Array(256);
  bytesInUse = 0;
  readonly selectors = new Uint8Array(MAX_SELECTORS);
  selectorCount = 0;
  readonly tables = Array.from({ length: MAX_TABLES }, () => new CodeTable());
  readonly #lengths = new Uint8Array(MAX_SYMBOLS);

  /** @returns a block status; the caller asks the reader whether it was read past the end. */
  read(reader: BitReader): number {
    this.storedChecksum = (reader.read(16) << 16) | reader.read(16);
    this.randomised = reader.read(1) === 1;
    this.origin = reader.read(24);
    this.#readBytesInUse(reader);
    if (this.bytesInUse === 0) return BLOCK_NO_BYTES;
    const tableCount = reader.read(3);
    if (tableCount < 2 || tableCount > MAX_TABLES) return BLOCK_BAD_TABLE_COUNT;
    this.selectorCount = reader.read(15);
    if (!this.#readSelectors(reader, tableCount)) return BLOCK_BAD_SELECTOR;
    const lengths = this.#lengths.subarray(0, this.bytesInUse + 2);
    for (const table of this.tables.slice(0, tableCount)) {
      if (!readCodeLengths(reader, lengths)) return BLOCK_BAD_CODE_LENGTH;
      table.build(lengths);
    }
    return BLOCK_OK;
  }

  #readBytesInUse(reader: BitReader): void {
    this.bytesInUse = 0;
    const sixteenths = reader.read(16);
    for (let high = 0; high < 16; high++) {
      if ((sixteenths & (0x8000 >> high)) === 0) continue;
      const values = reader.read(16);
      for (let low = 0; low < 16; low++) {
        if ((values & (0x8000 >> low)) !== 0) this.bytes[this.bytesInUse++] = (high << 4) | low;
      }
    }
  }

  /** A selector is the place of a table in a move-to-front list, in unary. */
  #readSelectors(reader: BitReader, tableCount: number): boolean {
    const list = Array.from({ length: tableCount }, (_, table) => table);
    for (let i = 0; i < this.selectorCount; i++) {
      let place = 0;
      while (reader.read(1) === 1) if (++place === tableCount) return false;
      const [table] = list.splice(place, 1);
      list.unshift(table!);
      this.selectors[i] = table!;
    }
    return this.selectorCount > 0;
  }
}

/** Each length is the previous one and steps: 10 is up, 11 is down, 0 ends them. */
function readCodeLengths(reader: BitReader, lengths: Uint8Array): boolean {
  let length = reader.read(5);
  for (let symbol = 0; symbol < lengths.length; symbol++) {
    for (;;) {
      if (length < 1 || length > MAX_CODE_LENGTH) return false;
      if (reader.read(1) === 0) break;
      length += reader.read(1) === 1 ? -1 : 1;
    }
    lengths[symbol] = length;
  }
  return true;
}
