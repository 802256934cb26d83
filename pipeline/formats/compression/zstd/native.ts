import type { Transform, TransformOptions } from 'node:stream';
import zlib from 'node:zlib';
import { isZlibError, through, ZLIB_CHUNK } from '../through.ts';
import type { FrameDecoder } from './decoder.ts';
import type { FrameHeader, FramePart } from './frames.ts';

/** Makes a stream that decodes one frame and verifies its checksum. */
export type ZstdStreamFactory = (options: TransformOptions & { chunkSize: number }) => Transform;

/** zlib's zstd, which is in Node from 22.15 on; the types of Node 20 do not know it. */
export const createZstdDecompress = (zlib as { createZstdDecompress?: ZstdStreamFactory }).createZstdDecompress;

/**
 * Decodes a frame with Node's own zstd. It gets one frame at a time, cut by us: left alone it ignores whatever follows the first
 * frame, and up to Node 22 takes a cut-off frame for a whole one.
 */
export function nativeDecoder(create: ZstdStreamFactory): FrameDecoder {
  return {
    decode: (header, parts) => through(bytesOf(header, parts), create({ chunkSize: ZLIB_CHUNK })),
    isDamage: isZlibError,
  };
}

async function* bytesOf(header: FrameHeader, parts: AsyncIterable<FramePart>): AsyncGenerator<Uint8Array> {
  yield header.bytes;
  for await (const { bytes } of parts) yield bytes;
}
