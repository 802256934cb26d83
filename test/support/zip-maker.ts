/** Zip archives, whole in memory, with all that is needed to test a reader: comments, zip64, other methods, wrong numbers. */
import { crc32, deflateRawSync } from 'node:zlib';

export interface MadeMember {
  readonly path: string;
  readonly content: Uint8Array;
  /** By number: 0 is stored, 8 deflated. Of any other, `data` holds what it makes of the content. */
  readonly method?: number;
  readonly data?: Uint8Array;
  readonly flags?: number;
  /** Seconds since 1970, as Info-ZIP notes it on Unix. */
  readonly unixTime?: number;
  /** As the local clock showed it: year, month, day, hour, minute, second. */
  readonly clock?: readonly [number, number, number, number, number, number];
  readonly crc?: number;
  readonly size?: number;
}

export interface ArchiveOptions {
  readonly comment?: string;
  readonly zip64?: boolean;
}

const u16 = (...values: number[]): Buffer => Buffer.from(Uint16Array.from(values).buffer);
const u32 = (...values: number[]): Buffer => Buffer.from(Uint32Array.from(values).buffer);
const u64 = (...values: number[]): Buffer => Buffer.from(BigUint64Array.from(values.map(BigInt)).buffer);

export function makeZip(members: readonly MadeMember[], { comment = '', zip64 = false }: ArchiveOptions = {}): Buffer {
  const parts: Buffer[] = [];
  const entries: Buffer[] = [];
  const length = (): number => parts.reduce((sum, part) => sum + part.length, 0);
  for (const member of members) {
    const { content, method = 8, flags = 0x800, unixTime, clock = [2020, 1, 2, 3, 4, 6] } = member;
    const name = Buffer.from(member.path);
    const data = member.data ?? (method === 8 ? deflateRawSync(content) : content);
    const [year, month, day, hour, minute, second] = clock;
    const time = u16((hour << 11) | (minute << 5) | (second >> 1), ((year - 1980) << 9) | (month << 5) | day);
    const sizes = u32(member.crc ?? crc32(content), data.length, member.size ?? content.length);
    const local =
      unixTime === undefined ? Buffer.alloc(0) : Buffer.concat([u16(0x5455, 5), Buffer.from([1]), u32(unixTime)]);
    const offset = length();
    const common = [u16(20, flags, method), time];
    parts.push(
      Buffer.concat([
        Buffer.from('PK\x03\x04'),
        ...common,
        sizes,
        u16(name.length, local.length),
        name,
        local,
        Buffer.from(data),
      ]),
    );
    const long = zip64
      ? Buffer.concat([u16(1, 24), u64(member.size ?? content.length, data.length, offset)])
      : Buffer.alloc(0);
    const short = zip64 ? u32(member.crc ?? crc32(content), 0xffffffff, 0xffffffff) : sizes;
    const tail = [u16(name.length, long.length, 0, 0, 0), u32(0, zip64 ? 0xffffffff : offset), name, long];
    entries.push(Buffer.concat([Buffer.from('PK\x01\x02'), u16(20), ...common, short, ...tail]));
  }
  const directoryOffset = length();
  const directory = Buffer.concat(entries);
  parts.push(directory);
  if (zip64) {
    const end = length();
    const counts = u64(entries.length, entries.length, directory.length, directoryOffset);
    parts.push(Buffer.concat([Buffer.from('PK\x06\x06'), u64(44), u16(45, 45), u32(0, 0), counts]));
    parts.push(Buffer.concat([Buffer.from('PK\x06\x07'), u32(0), u64(end), u32(1)]));
  }
  const counts = zip64 ? [0xffff, 0xffff] : [entries.length, entries.length];
  const where = zip64 ? [0xffffffff, 0xffffffff] : [directory.length, directoryOffset];
  const end = [u16(0, 0, ...counts), u32(...where), u16(comment.length), Buffer.from(comment, 'latin1')];
  return Buffer.concat([...parts, Buffer.from('PK\x05\x06'), ...end]);
}
