import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bitsAt } from '../../../../pipeline/formats/bzip2/format.ts';
import { CompressedWindow } from '../../../../pipeline/formats/bzip2/window.ts';
import { inChunks, randomBytes } from '../../../support/bzip2.ts';

const input = randomBytes(500);
const sizes = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 5 });

describe('CompressedWindow', () => {
  it('reads all bits in order, however the input comes and however small the window is', async () => {
    const counts = fc.array(fc.integer({ min: 1, max: 48 }), { minLength: 1, maxLength: 200 });
    await fc.assert(
      fc.asyncProperty(sizes, counts, fc.integer({ min: 7, max: 600 }), async (chunks, reads, capacity) => {
        const window = new CompressedWindow(inChunks(input, ...chunks), new Uint8Array(capacity));
        let bit = 0;
        for (const count of reads) {
          const inTheInput = bit + count <= input.length * 8;
          expect(await window.take(count)).toBe(inTheInput ? bitsAt(input, bit, count) : undefined);
          if (!inTheInput) break;
          bit += count;
          expect(window.position).toBe(bit);
          expect(window.byteOffset).toBe(Math.floor(bit / 8));
        }
      }),
    );
  });

  it('begins at a bit in the middle of the file', async () => {
    const window = new CompressedWindow(inChunks(input.subarray(10)), new Uint8Array(100), 83);
    expect(window.position).toBe(83);
    expect(await window.take(20)).toBe(bitsAt(input, 83, 20));
    expect(window.position).toBe(103);
  });

  it('makes bytes available up to its size, and tells when the input has no more', async () => {
    const window = new CompressedWindow(inChunks(input, 64), new Uint8Array(100));
    expect(await window.fill(100)).toBe(true);
    window.moveTo(99 * 8);
    expect(await window.fill(100)).toBe(true);
    expect(window.available).toBe(100);
    expect(Buffer.from(window.rest).equals(input.subarray(99, 199))).toBe(true);
    for (const _ of [1, 2, 3, 4]) {
      window.moveTo(window.bit + 99 * 8);
      await window.fill(100);
    }
    expect(await window.fill(100)).toBe(false);
    expect(window.endOffset).toBe(500);
  });

  it('goes on at the next byte, unless it is at one', async () => {
    const window = new CompressedWindow(inChunks(input), new Uint8Array(100));
    window.skipToByte();
    expect(window.position).toBe(0);
    await window.take(9);
    window.skipToByte();
    expect(window.position).toBe(16);
  });

  it('counts what is left when it reads to the end', async () => {
    const window = new CompressedWindow(inChunks(input, 30), new Uint8Array(50));
    await window.take(16);
    expect(await window.drain()).toBe(498);
  });

  it('closes a source that has not ended', async () => {
    let closed = 0;
    async function* source() {
      try {
        yield* inChunks(input, 100);
      } finally {
        closed++;
      }
    }
    const window = new CompressedWindow(source(), new Uint8Array(100));
    await window.take(8);
    await window.close();
    expect(closed).toBe(1);
  });
});
