import xxhash from 'xxhash-wasm';

export interface MadeBlock {
  readonly type: 'raw' | 'run';
  readonly content: Uint8Array;
}

export interface FrameOptions {
  readonly checksum?: boolean;
  /** Bytes of the frame's content that its header claims; none when left out. */
  readonly contentSize?: number;
  /** Bytes that the claim takes: 1 makes a single segment, whose window is the content. */
  readonly contentSizeBytes?: 1 | 2 | 4 | 8;
  /** The exponent of the window, from 10. */
  readonly windowLog?: number;
  readonly dictionary?: number;
  readonly reserved?: boolean;
}

const hasher = await xxhash();

/** A zstd frame of raw and run-length blocks (RFC 8878, 3.1.1). */
export function makeFrame(blocks: readonly MadeBlock[], options: FrameOptions = {}): Buffer {
  const { checksum = false, contentSize, contentSizeBytes = 4, windowLog = 17, dictionary, reserved = false } = options;
  const single = contentSize !== undefined && contentSizeBytes === 1;
  const sizeFlag = contentSize === undefined ? 0 : { 1: 0, 2: 1, 4: 2, 8: 3 }[contentSizeBytes];
  const flags = (sizeFlag << 6) | (single ? 0x20 : 0) | (reserved ? 0x08 : 0) | (checksum ? 0x04 : 0);
  const parts = [Buffer.from([0x28, 0xb5, 0x2f, 0xfd, flags | (dictionary === undefined ? 0 : 1)])];
  if (!single) parts.push(Buffer.from([(windowLog - 10) << 3]));
  if (dictionary !== undefined) parts.push(Buffer.from([dictionary]));
  if (contentSize !== undefined) {
    const size = Buffer.alloc(8);
    size.writeBigUInt64LE(BigInt(contentSizeBytes === 2 ? contentSize - 256 : contentSize));
    parts.push(size.subarray(0, contentSizeBytes));
  }
  blocks.forEach(({ type, content }, i) => {
    const word = (content.length << 3) | (type === 'run' ? 2 : 0) | (i === blocks.length - 1 ? 1 : 0);
    parts.push(Buffer.from([word & 255, (word >> 8) & 255, word >> 16]));
    parts.push(Buffer.from(type === 'run' ? content.subarray(0, 1) : content));
  });
  if (checksum) {
    const sum = Buffer.alloc(4);
    const content = Buffer.concat(blocks.map((block) => block.content));
    sum.writeUInt32LE(Number(hasher.h64Raw(content) & 0xffffffffn));
    parts.push(sum);
  }
  return Buffer.concat(parts);
}

export const raw = (content: Uint8Array): MadeBlock => ({ type: 'raw', content });
export const run = (length: number): MadeBlock => ({ type: 'run', content: Buffer.alloc(length, 'r') });

export function skippable(content: Uint8Array, kind = 0): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32LE(0x184d2a50 + kind);
  head.writeUInt32LE(content.length, 4);
  return Buffer.concat([head, content]);
}
