/** bzip2's CRC-32: polynomial 0x04c11db7, the most significant bit first (gzip and zip use its mirror image). */

/** What a checksum starts from; {@link finishCrc} gives its value. */
export const CRC_START = -1;

/** Table t, at 256 t, advances the checksum over one byte and t zeros after it. */
const TABLES = new Int32Array(8 * 256);
for (let byte = 0; byte < 256; byte++) {
  let crc = byte << 24;
  for (let bit = 0; bit < 8; bit++) crc = (crc << 1) ^ ((crc >> 31) & 0x04c11db7);
  TABLES[byte] = crc;
}
for (let i = 256; i < TABLES.length; i++) {
  const crc = TABLES[i - 256]!;
  TABLES[i] = (crc << 8) ^ TABLES[crc >>> 24]!;
}

/** Slicing by eight: byte by byte, each lookup would have to wait for the one before. */
export function updateCrc(start: number, bytes: Uint8Array): number {
  let crc = start;
  let i = 0;
  for (; i + 8 <= bytes.length; i += 8) {
    crc ^= (bytes[i]! << 24) | (bytes[i + 1]! << 16) | (bytes[i + 2]! << 8) | bytes[i + 3]!;
    crc =
      TABLES[1792 + (crc >>> 24)]! ^
      TABLES[1536 + ((crc >>> 16) & 255)]! ^
      TABLES[1280 + ((crc >>> 8) & 255)]! ^
      TABLES[1024 + (crc & 255)]! ^
      TABLES[768 + bytes[i + 4]!]! ^
      TABLES[512 + bytes[i + 5]!]! ^
      TABLES[256 + bytes[i + 6]!]! ^
      TABLES[bytes[i + 7]!]!;
  }
  for (; i < bytes.length; i++) crc = (crc << 8) ^ TABLES[(crc >>> 24) ^ bytes[i]!]!;
  return crc;
}

/** The checksum, as a signed 32 bit number. */
export function finishCrc(crc: number): number {
  return ~crc;
}
