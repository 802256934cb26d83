/** The frames of a zstd file, cut into their parts (RFC 8878). No decoding: only what tells where each part ends. */
import type { ByteReader } from '../byte-reader.ts';
import { corrupt, truncated, unsupported } from '../damage.ts';

export interface FrameHeader {
  /** The header as it lies in the file, magic number included. */
  readonly bytes: Uint8Array;
  /** How far back matches may reach, bytes. */
  readonly windowSize: number;
  /** Length of the frame's content, where the frame tells it. */
  readonly contentSize: number | undefined;
  readonly hasChecksum: boolean;
}

export type FramePart =
  | { readonly kind: 'block'; readonly bytes: Uint8Array; readonly last: boolean }
  /** The low 32 bits of the content's XXH64, little endian. */
  | { readonly kind: 'checksum'; readonly bytes: Uint8Array };

const MAGIC = 0xfd2fb528;
const SKIPPABLE = 0x184d2a50;
const BLOCK_LIMIT = 128 << 10;
/** What `zstd -d` decodes without being told to use more memory. */
const WINDOW_LIMIT = 128 << 20;
const DICTIONARY_ID_SIZES = [0, 1, 2, 4];
const CONTENT_SIZE_SIZES = [0, 2, 4, 8];
const CHECKSUM_FLAG = 0x04;
export const DESCRIPTOR_OFFSET = 4;

/** The header of the next frame that has content; undefined at the end of the file. Skippable frames are skipped. */
export async function nextFrame(reader: ByteReader, file: string): Promise<FrameHeader | undefined> {
  while (!(await reader.atEnd())) {
    const start = reader.offset;
    const magic = readU32(await need(reader, file, reader.peek(4)));
    if (magic === MAGIC) return readHeader(reader, file);
    if ((magic & 0xfffffff0) >>> 0 !== SKIPPABLE) {
      throw corrupt('zstd', 'what follows the last frame is not zstd data', { file, byteOffset: start });
    }
    const head = await need(reader, file, reader.read(8));
    for (let left = readU32(head.subarray(4)); left > 0; ) {
      const piece = Math.min(left, BLOCK_LIMIT);
      await need(reader, file, reader.read(piece));
      left -= piece;
    }
  }
  return undefined;
}

async function readHeader(reader: ByteReader, file: string): Promise<FrameHeader> {
  const place = { file, byteOffset: reader.offset };
  const descriptor = (await need(reader, file, reader.peek(DESCRIPTOR_OFFSET + 1)))[DESCRIPTOR_OFFSET]!;
  const singleSegment = (descriptor & 0x20) !== 0;
  if ((descriptor & 0x08) !== 0) throw corrupt('zstd', 'a reserved bit of a frame header is set', place);
  const windowAt = DESCRIPTOR_OFFSET + 1;
  const dictionaryAt = windowAt + (singleSegment ? 0 : 1);
  const dictionarySize = DICTIONARY_ID_SIZES[descriptor & 3]!;
  const contentSizeAt = dictionaryAt + dictionarySize;
  const sizeFlag = descriptor >> 6;
  const contentSizeSize = sizeFlag === 0 && singleSegment ? 1 : CONTENT_SIZE_SIZES[sizeFlag]!;

  const bytes = await need(reader, file, reader.read(contentSizeAt + contentSizeSize));
  if (bytes.subarray(dictionaryAt, contentSizeAt).some((byte) => byte !== 0)) {
    const hint = 'decompress it with `zstd -d -D DICTIONARY` and compress it again without one';
    throw unsupported('zstd', 'the file was compressed with a dictionary', place, hint);
  }
  const contentSize = readContentSize(bytes.subarray(contentSizeAt));
  const windowSize = singleSegment ? contentSize! : readWindowSize(bytes[windowAt]!);
  if (windowSize > WINDOW_LIMIT) {
    const hint =
      'decompress it with `zstd -d --long=31` and compress it again without `--long`, or with at most `--long=27`';
    throw unsupported('zstd', `decoding needs a window of ${windowSize >>> 20} MiB, more than 128`, place, hint);
  }
  return { bytes, windowSize, contentSize, hasChecksum: (descriptor & CHECKSUM_FLAG) !== 0 };
}

/** The parts behind a frame's header, up to its end. */
export async function* frameParts(reader: ByteReader, header: FrameHeader, file: string): AsyncGenerator<FramePart> {
  const blockLimit = Math.min(header.windowSize, BLOCK_LIMIT);
  for (let last = false; !last; ) {
    const head = await need(reader, file, reader.peek(3));
    const word = head[0]! | (head[1]! << 8) | (head[2]! << 16);
    last = (word & 1) === 1;
    const type = (word >> 1) & 3;
    const size = word >> 3;
    const place = { file, byteOffset: reader.offset };
    if (type === 3) throw corrupt('zstd', 'a block of a reserved type', place);
    if (size > blockLimit) throw corrupt('zstd', `a block of ${size} bytes where at most ${blockLimit} fit`, place);
    // The size of a run-length block is that of its content; in the file it is one byte.
    yield { kind: 'block', bytes: await need(reader, file, reader.read(3 + (type === 1 ? 1 : size))), last };
  }
  if (header.hasChecksum) yield { kind: 'checksum', bytes: await need(reader, file, reader.read(4)) };
}

async function need(reader: ByteReader, file: string, bytes: Promise<Uint8Array | undefined>): Promise<Uint8Array> {
  const found = await bytes;
  if (found !== undefined) return found;
  throw truncated('zstd', 'the file ends within a frame', { file, byteOffset: reader.offset });
}

function readWindowSize(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >> 3));
  return base + (base / 8) * (descriptor & 7);
}

function readContentSize(bytes: Uint8Array): number | undefined {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  switch (view.length) {
    case 1:
      return view[0]!;
    case 2:
      return view.readUInt16LE() + 256;
    case 4:
      return view.readUInt32LE();
    case 8:
      return Number(view.readBigUInt64LE());
    default:
      return undefined;
  }
}

export const readU32 = (bytes: Uint8Array): number =>
  (bytes[0]! | (bytes[1]! << 8) | (bytes[2]! << 16) | (bytes[3]! << 24)) >>> 0;

/** The same header for a frame that ends without a checksum. */
export function withoutChecksum({ bytes }: FrameHeader): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[DESCRIPTOR_OFFSET]! &= ~CHECKSUM_FLAG;
  return copy;
}
