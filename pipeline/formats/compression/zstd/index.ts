import { ByteReader } from '../byte-reader.ts';
import { corrupt } from '../damage.ts';
import type { FrameDecoder } from './decoder.ts';
import { frameParts, nextFrame } from './frames.ts';

/**
 * Decodes zstd (RFC 8878): any number of frames, skippable ones among them.
 *
 * @param decoder by default Node's own where it has one, else the portable one.
 * @throws PipelineError `corrupt-zstd`, `truncated-zstd`; `unsupported-zstd` for frames that need a dictionary or a window of
 * more than 128 MiB.
 */
export async function* decodeZstd(
  source: AsyncIterable<Uint8Array>,
  file: string,
  decoder?: FrameDecoder,
): AsyncGenerator<Uint8Array> {
  const { decode, isDamage } = decoder ?? (await bestDecoder());
  const reader = new ByteReader(source);
  try {
    for (let header = await nextFrame(reader, file); header !== undefined; header = await nextFrame(reader, file)) {
      let size = 0;
      for await (const chunk of decode(header, frameParts(reader, header, file))) {
        size += chunk.length;
        yield chunk;
      }
      if (header.contentSize !== undefined && size !== header.contentSize) {
        throw corrupt('zstd', `a frame of ${header.contentSize} bytes gave ${size}`, place());
      }
    }
  } catch (error) {
    throw isDamage(error) ? corrupt('zstd', error.message, place(), error) : error;
  } finally {
    await reader.close();
  }

  function place() {
    return { file, byteOffset: reader.offset };
  }
}

async function bestDecoder(): Promise<FrameDecoder> {
  const { createZstdDecompress, nativeDecoder } = await import('./native.ts');
  if (createZstdDecompress !== undefined) return nativeDecoder(createZstdDecompress);
  const { portableDecoder } = await import('./portable.ts');
  return portableDecoder();
}
