import type { SqlValue } from '../../stage.ts';
import { asciiText, isAscii } from './ascii.ts';
import { decodeText, type TextDamage } from './charset.ts';
import type { ColumnType } from './column-type.ts';

/** What the bytes of literals mean where an INSERT stands. */
export interface LiteralContext {
  /** Of the connection; undefined where the dump declares none. */
  readonly charset: string | undefined;
  readonly damage: TextDamage;
}

/**
 * The value that a column takes from a string: the bytes from `start` to `end`, which are free of quotes and escapes.
 *
 * @param introducer the character set named before the string: `binary` for `_binary '…'`
 */
export function valueOfString(
  bytes: Buffer,
  start: number,
  end: number,
  type: ColumnType,
  introducer: string | undefined,
  { charset, damage }: LiteralContext,
): SqlValue {
  const isBytes = type.kind === 'binary' || type.kind === 'bit' || (type.kind === 'unknown' && introducer === 'binary');
  if (isBytes) {
    const content = bytes.subarray(start, end);
    return type.kind === 'bit' ? toBits(content, type) : new Uint8Array(content);
  }
  if (isAscii(bytes, start, end)) return asciiText(bytes, start, end);
  const declared = introducer ?? charset;
  // Bytes that go through a binary connection stay as they are stored.
  return decodeText(bytes.subarray(start, end), declared === 'binary' ? type.charset : declared, damage);
}

/** The value that a column takes from `0x…`, `x'…'` or `b'…'`: bytes, whatever the connection's character set. */
export function valueOfBytes(
  content: Buffer,
  type: ColumnType,
  introducer: string | undefined,
  { damage }: LiteralContext,
): SqlValue {
  switch (type.kind) {
    case 'bit':
      return toBits(content, type);
    case 'number':
      return content.length === 0 ? '0' : BigInt(`0x${content.toString('hex')}`).toString();
    case 'text':
      return decodeText(content, introducer === 'binary' ? type.charset : (introducer ?? type.charset), damage);
    case 'unknown':
      if (introducer !== undefined && introducer !== 'binary') return decodeText(content, introducer, damage);
  }
  return new Uint8Array(content);
}

/** The value that a column takes from a number, TRUE or FALSE. */
export function valueOfNumber(digits: string, type: ColumnType): SqlValue {
  if (type.kind === 'bit' && /^\d+$/.test(digits)) return toBits(bytesOfHex(BigInt(digits).toString(16)), type);
  return type.kind === 'binary' || type.kind === 'bit' ? new Uint8Array(Buffer.from(digits)) : digits;
}

/** @param digits hexadecimal; of an odd number the first stands for half a byte */
export const bytesOfHex = (digits: string): Buffer =>
  Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex');

/** @param digits binary */
export const bytesOfBits = (digits: string): Buffer =>
  digits === ''
    ? Buffer.alloc(0)
    : bytesOfHex(
        BigInt(`0b${digits}`)
          .toString(16)
          .padStart(2 * Math.ceil(digits.length / 8), '0'),
      );

/** As many bytes as the column has; literals leave out leading zeros. */
function toBits(content: Buffer, { bytes = content.length }: ColumnType): Uint8Array {
  const bits = new Uint8Array(bytes);
  const shown = content.subarray(Math.max(0, content.length - bytes));
  bits.set(shown, bytes - shown.length);
  return bits;
}
