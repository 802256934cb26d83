/** bzip2's CRC-32: polynomial 0x04c11db7, the most significant bit first (gzip and zip use its mirror image). */
import { CRC_TABLE_SIZE, CRC_TABLES } from './memory';

function entry(table: i32, byte: i32): i32 {
  return load<i32>(CRC_TABLES + table * CRC_TABLE_SIZE + ((byte & 255) << 2));
}

/** Table 0 advances the checksum over one byte; table t over one byte and t zeros after it. */
function fillTables(): void {
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte << 24;
    for (let bit = 0; bit < 8; bit++) crc = (crc << 1) ^ ((crc >> 31) & 0x04c11db7);
    store<i32>(CRC_TABLES + (byte << 2), crc);
  }
  for (let table = 1; table < 8; table++) {
    for (let byte = 0; byte < 256; byte++) {
      const crc = entry(table - 1, byte);
      store<i32>(CRC_TABLES + table * CRC_TABLE_SIZE + (byte << 2), (crc << 8) ^ entry(0, crc >>> 24));
    }
  }
}
fillTables();

/**
 * Slicing by eight: done byte by byte, each lookup would have to wait for the one before. Here the eight lookups are
 * independent of one another.
 */
export function updateCrc(crc: i32, from: i32, to: i32): i32 {
  for (; from + 8 <= to; from += 8) {
    const a = crc ^ bswap<i32>(load<i32>(from));
    const b = bswap<i32>(load<i32>(from, 4));
    crc =
      entry(7, a >>> 24) ^ entry(6, a >>> 16) ^ entry(5, a >>> 8) ^ entry(4, a) ^
      entry(3, b >>> 24) ^ entry(2, b >>> 16) ^ entry(1, b >>> 8) ^ entry(0, b);
  }
  for (; from < to; from++) crc = (crc << 8) ^ entry(0, (crc >>> 24) ^ load<u8>(from));
  return crc;
}
