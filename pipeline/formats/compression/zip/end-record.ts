/** The end of a zip file, which tells where its directory lies (PKWARE's APPNOTE, 4.3.14 to 4.3.16). */
import type { PipelineError } from '../../../errors.ts';
import { corrupt, truncated, unsupported } from '../damage.ts';

/** A file that can be read anywhere. */
export interface RandomAccess {
  /** The file as the user named it. */
  readonly name: string;
  readonly size: number;
  /** Fewer bytes than asked for only at the end of the file. */
  read(offset: number, length: number): Promise<Buffer>;
}

export interface EndRecord {
  readonly offset: number;
  readonly entries: number;
  readonly directoryOffset: number;
  readonly directorySize: number;
}

const END_SIZE = 22;
const LONGEST_COMMENT = 0xffff;
const END = Buffer.from('PK\x05\x06', 'latin1');
const END64 = Buffer.from('PK\x06\x06', 'latin1');
const LOCATOR64 = Buffer.from('PK\x06\x07', 'latin1');
const LOCATOR64_SIZE = 20;
const END64_SIZE = 56;
const SMALLEST_ENTRY = 46;

export async function readEndRecord(file: RandomAccess): Promise<EndRecord> {
  const tailOffset = Math.max(0, file.size - END_SIZE - LONGEST_COMMENT);
  const tail = await file.read(tailOffset, file.size - tailOffset);
  const at = findEnd(tail);
  if (at === undefined) {
    throw truncated('zip', 'the directory, which is the end of a zip file, is missing', {
      file: file.name,
      byteOffset: file.size,
    });
  }
  const end = tail.subarray(at);
  const offset = tailOffset + at;
  const disks = [end.readUInt16LE(4), end.readUInt16LE(6)];
  const short = {
    offset,
    entries: end.readUInt16LE(10),
    directorySize: end.readUInt32LE(12),
    directoryOffset: end.readUInt32LE(16),
  };
  const needs64 =
    disks[0] === 0xffff ||
    short.entries === 0xffff ||
    short.directoryOffset === 0xffffffff ||
    short.directorySize === 0xffffffff;
  const long = needs64 ? await readEnd64(file, offset) : undefined;
  if (long === undefined && disks.some((disk) => disk !== 0)) {
    const hint = 'join the parts with `zip -s 0 archive.zip --out joined.zip`';
    throw unsupported('zip', 'the archive is split into several files', { file: file.name, byteOffset: offset }, hint);
  }
  return checked(file, long ?? short);
}

/** The end record is the last thing in the file but for its comment, whose length it tells. */
function findEnd(tail: Buffer): number | undefined {
  for (let at = tail.lastIndexOf(END); at >= 0; at = at === 0 ? -1 : tail.lastIndexOf(END, at - 1)) {
    if (at + END_SIZE <= tail.length && at + END_SIZE + tail.readUInt16LE(at + 20) === tail.length) return at;
  }
  return undefined;
}

async function readEnd64(file: RandomAccess, endOffset: number) {
  const locator = await file.read(Math.max(0, endOffset - LOCATOR64_SIZE), LOCATOR64_SIZE);
  if (!locator.subarray(0, 4).equals(LOCATOR64)) return undefined;
  const offset = Number(locator.readBigUInt64LE(8));
  const record = offset + END64_SIZE <= endOffset ? await file.read(offset, END64_SIZE) : Buffer.alloc(0);
  if (!record.subarray(0, 4).equals(END64))
    throw damaged(file, endOffset, 'its zip64 end record is not where it should be');
  return {
    offset,
    entries: Number(record.readBigUInt64LE(32)),
    directorySize: Number(record.readBigUInt64LE(40)),
    directoryOffset: Number(record.readBigUInt64LE(48)),
  };
}

function checked(file: RandomAccess, record: EndRecord): EndRecord {
  const { offset, entries, directoryOffset, directorySize } = record;
  if (directoryOffset + directorySize !== offset) {
    throw damaged(file, offset, 'its directory is not where its end says');
  }
  // Before anyone makes a list of so many entries.
  if (entries * SMALLEST_ENTRY > directorySize) {
    throw damaged(file, offset, 'its directory is too small for its entries');
  }
  return record;
}

export function damaged({ name }: RandomAccess, byteOffset: number, message: string, cause?: unknown): PipelineError {
  return corrupt('zip', message, { file: name, byteOffset }, cause);
}
