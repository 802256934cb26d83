import { createGunzip } from 'node:zlib';
import { corrupt, truncated } from './damage.ts';
import { isZlibError, through, ZLIB_CHUNK } from './through.ts';

/**
 * Decodes gzip (RFC 1952): one member or several, then zero bytes or nothing (tapes and block devices pad with zeros).
 *
 * Stricter than `gzip -d`, which ignores with a warning whatever else follows: that may be a member whose header was damaged.
 *
 * @throws PipelineError `corrupt-gzip`, `truncated-gzip`.
 */
export async function* decodeGzip(source: AsyncIterable<Uint8Array>, file: string): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip({ chunkSize: ZLIB_CHUNK });
  let length = 0;
  let contentEnd = 0;
  async function* watched(): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      let last = chunk.length;
      while (last > 0 && chunk[last - 1] === 0) last--;
      if (last > 0) contentEnd = length + last;
      length += chunk.length;
      yield chunk;
    }
  }
  try {
    yield* through(watched(), gunzip);
  } catch (error) {
    if (!isZlibError(error)) throw error;
    if (error.code === 'Z_BUF_ERROR') {
      throw truncated('gzip', 'the file ends within its compressed data', { file, byteOffset: length }, error);
    }
    throw corrupt('gzip', error.message, { file, byteOffset: gunzip.bytesWritten }, error);
  }
  // zlib stops at a zero byte behind a member and leaves the rest unread.
  if (contentEnd > gunzip.bytesWritten) {
    throw corrupt('gzip', 'zero bytes are followed by something else', { file, byteOffset: gunzip.bytesWritten });
  }
}
