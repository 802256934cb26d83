import type { FrameDecoder } from './decoder.ts';
import { readU32, withoutChecksum } from './frames.ts';

class FrameError extends Error {}

/** Decodes a frame in JavaScript (fzstd), and verifies the checksum, which fzstd does not. */
export async function portableDecoder(): Promise<FrameDecoder> {
  const [{ Decompress }, { create64 }] = await Promise.all([import('fzstd'), xxhash()]);
  return {
    async *decode(header, parts) {
      let decoded: Uint8Array[] = [];
      const decompress = new Decompress((chunk) => decoded.push(chunk));
      const push = (bytes: Uint8Array, last: boolean): Uint8Array[] => {
        decoded = [];
        try {
          decompress.push(bytes, last);
        } catch (error) {
          throw new FrameError((error as Error).message, { cause: error });
        }
        return decoded;
      };
      const hash = header.hasChecksum ? create64() : undefined;
      push(withoutChecksum(header), false);
      for await (const part of parts) {
        if (part.kind === 'checksum') {
          if (Number(hash!.digest() & 0xffffffffn) !== readU32(part.bytes))
            throw new FrameError('the checksum is wrong');
          continue;
        }
        for (const chunk of push(part.bytes, part.last)) {
          hash?.update(chunk);
          if (chunk.length > 0) yield chunk;
        }
      }
    },
    isDamage: (error): error is Error => error instanceof FrameError,
  };
}

let hasher: ReturnType<typeof import('xxhash-wasm').default> | undefined;

async function xxhash() {
  hasher ??= (await import('xxhash-wasm')).default();
  return hasher;
}
