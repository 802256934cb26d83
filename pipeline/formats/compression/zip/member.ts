import { crc32, createInflateRaw } from 'node:zlib';
import type { PipelineError } from '../../../errors.ts';
import { unsupported } from '../damage.ts';
import { isZlibError, through, ZLIB_CHUNK } from '../through.ts';
import type { ZipMember } from './directory.ts';
import { damaged, type RandomAccess } from './end-record.ts';

const LOCAL_SIGNATURE = 0x04034b50;
const LOCAL_SIZE = 30;
const READ_SIZE = 1 << 20;
const EXTENDED_TIMESTAMP = 0x5455;
const HAS_MODIFIED = 1;

type Decoder = (data: AsyncIterable<Uint8Array>, file: RandomAccess, member: ZipMember) => AsyncIterable<Uint8Array>;

/** By the number of the method (APPNOTE 4.4.5). */
const DECODERS: Readonly<Record<number, Decoder>> = {
  0: (data) => data,
  8: inflate,
  async *12(data, { name }) {
    const { decodeBzip2 } = await import('../bzip2.ts');
    yield* decodeBzip2(data, name, true);
  },
  async *93(data, { name }) {
    const { decodeZstd } = await import('../zstd/index.ts');
    yield* decodeZstd(data, name);
  },
  async *95(data, { name }) {
    const { decodeXz } = await import('../xz.ts');
    yield* decodeXz(data, name);
  },
};

/** What is known without reading a member why it cannot be unpacked. */
export function whyUnreadable(
  file: RandomAccess,
  { encrypted, method, headerOffset }: ZipMember,
): PipelineError | undefined {
  const place = { file: file.name, byteOffset: headerOffset };
  if (encrypted)
    return unsupported('zip', 'the member is encrypted', place, 'unpack the archive with its password first');
  if (Object.hasOwn(DECODERS, method)) return undefined;
  return unsupported(
    'zip',
    `the member is packed by method ${method}, which is not supported`,
    place,
    'unpack the archive first',
  );
}

export interface LocalHeader {
  readonly dataOffset: number;
  /** When the member was modified, ms since 1970 UTC, where its packer was on Unix and noted it. */
  readonly modified: number | undefined;
}

/** What stands before a member's data and says where they begin. */
export async function readLocalHeader(file: RandomAccess, { headerOffset, path }: ZipMember): Promise<LocalHeader> {
  const head = await file.read(headerOffset, LOCAL_SIZE);
  if (head.length < LOCAL_SIZE || head.readUInt32LE(0) !== LOCAL_SIGNATURE) {
    throw damaged(file, headerOffset, 'no member is where its directory says');
  }
  const nameLength = head.readUInt16LE(26);
  const extraLength = head.readUInt16LE(28);
  const rest = await file.read(headerOffset + LOCAL_SIZE, nameLength + extraLength);
  if (rest.toString('utf8', 0, nameLength) !== path) {
    throw damaged(file, headerOffset, "a member's name is not that in its directory");
  }
  return {
    dataOffset: headerOffset + LOCAL_SIZE + nameLength + extraLength,
    modified: modifiedOf(rest.subarray(nameLength)),
  };
}

function modifiedOf(extra: Buffer): number | undefined {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    const holdsTime = extra.readUInt16LE(at) === EXTENDED_TIMESTAMP && at + 9 <= extra.length;
    if (holdsTime && (extra[at + 4]! & HAS_MODIFIED) !== 0) return extra.readInt32LE(at + 5) * 1000;
  }
  return undefined;
}

/** A member's data as they lie in the file. */
export async function* readMemberData(file: RandomAccess, member: ZipMember): AsyncGenerator<Uint8Array> {
  const { dataOffset } = await readLocalHeader(file, member);
  const end = dataOffset + member.compressedSize;
  for (let at = dataOffset; at < end; ) {
    const chunk = await file.read(at, Math.min(READ_SIZE, end - at));
    if (chunk.length === 0) throw damaged(file, at, 'a member is longer than the file');
    at += chunk.length;
    yield chunk;
  }
}

/**
 * Unpacks a member and verifies its length and CRC-32.
 *
 * @param data what {@link readMemberData} gives.
 * @throws PipelineError `corrupt-zip`; `unsupported-zip` for encrypted members and methods that we lack.
 */
export async function* decodeMember(
  file: RandomAccess,
  member: ZipMember,
  data: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const unreadable = whyUnreadable(file, member);
  if (unreadable !== undefined) throw unreadable;
  let size = 0;
  let crc = 0;
  try {
    for await (const chunk of DECODERS[member.method]!(data, file, member)) {
      size += chunk.length;
      crc = crc32(chunk, crc);
      yield chunk;
    }
  } catch (error) {
    throw isZlibError(error) ? damaged(file, member.headerOffset, error.message, error) : error;
  }
  if (size !== member.size) throw damaged(file, member.headerOffset, `a member of ${member.size} bytes gave ${size}`);
  if (crc !== member.crc32) throw damaged(file, member.headerOffset, "a member's CRC-32 is wrong");
}

async function* inflate(
  data: AsyncIterable<Uint8Array>,
  file: RandomAccess,
  { compressedSize, headerOffset }: ZipMember,
): AsyncGenerator<Uint8Array> {
  const stream = createInflateRaw({ chunkSize: ZLIB_CHUNK });
  yield* through(data, stream);
  if (stream.bytesWritten !== compressedSize) throw damaged(file, headerOffset, "a member's compressed data end early");
}
