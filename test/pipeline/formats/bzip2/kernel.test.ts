import { describe, expect, it } from 'vitest';
import { writeBlock } from '../../../../fixtures/bzip2/write-block.ts';
import { BLOCK_INCOMPLETE, BLOCK_OK, BLOCK_TOO_LARGE } from '../../../../pipeline/formats/bzip2/block-status.ts';
import { type BlockKernel, createKernel, findBlocks } from '../../../../pipeline/formats/bzip2/index.ts';
import { encode, KERNELS, OWN_KERNELS, randomBytes, sampleText } from '../../../support/bzip2.ts';
import { craftBlock, craftStream, startStream } from '../../../support/bzip2-crafting.ts';

const content = sampleText(250_000);
const bytes = await encode(content, 1);
const marks = findBlocks(bytes).map((mark) => mark.bit);
const MARK_BITS = 48;

function contentOf(kernel: BlockKernel): Buffer {
  const pieces: Buffer[] = [];
  while (kernel.remaining > 0) pieces.push(Buffer.from(kernel.nextPiece()!));
  return Buffer.concat(pieces);
}

describe.each(KERNELS)('the %s kernel', async (name) => {
  const kernel = await createKernel(name);

  it('is the one asked for', () => {
    expect(kernel.name).toBe(name);
  });

  it('decodes any block, and tells that the next mark follows', () => {
    kernel.window.set(bytes);
    const pieces = [2, 0, 1].map((i) => {
      const block = kernel.decodeBlock(marks[i]! + MARK_BITS, bytes.length, 1);
      expect(block).toMatchObject({ status: BLOCK_OK, endBit: marks[i + 1] });
      const piece = contentOf(kernel);
      expect(kernel.checksum).toBe(block.storedChecksum);
      return piece;
    });
    expect(Buffer.concat([pieces[1]!, pieces[2]!, pieces[0]!]).equals(content)).toBe(true);
  });

  it('wants more, however much of a block is missing', () => {
    const end = Math.ceil(marks[1]! / 8);
    for (let length = Math.ceil(marks[0]! / 8) + 7; length < end; length += length < 400 ? 1 : 997) {
      kernel.window.fill(0xff).set(bytes.subarray(0, length));
      expect(kernel.decodeBlock(marks[0]! + MARK_BITS, length, 1).status).toBe(BLOCK_INCOMPLETE);
    }
  });

  it('wants more when a block begins at the very end of a full window', () => {
    const start = bytes.subarray(4);
    const { length } = kernel.window;
    for (const rest of [7, 11, 20, 40, 48, 49, 50, 51, 60, 100, 150, 200, 300]) {
      kernel.window.fill(0).set(start.subarray(0, rest), length - rest);
      expect(kernel.decodeBlock((length - rest) * 8 + MARK_BITS, length, 1).status).toBe(BLOCK_INCOMPLETE);
    }
  });

  it('refuses blocks that are larger than their level allows', async () => {
    const large = craftStream([craftBlock(randomBytes(100_001))]);
    kernel.window.set(large);
    const statusAt = (level: number) => kernel.decodeBlock(32 + MARK_BITS, large.length, level).status;
    if (name !== 'bz2') expect(statusAt(1)).toBe(BLOCK_TOO_LARGE);
    expect(statusAt(2)).toBe(BLOCK_OK);
  });

  it('wants more when the symbols go on beyond a full window', () => {
    // Nineteen zeros are a symbol, and there is nothing but zeros.
    const { symbols, ...block } = craftBlock(Buffer.from('abcdefgh'.repeat(9)));
    const lengths = block.tables[0]!.map((_, symbol) => (symbol === 2 ? 19 : 20));
    const endless = {
      ...block,
      symbols: symbols.subarray(0, 0),
      tables: [lengths, lengths],
      selectors: Array(18_002).fill(0),
    };
    const writer = startStream(9);
    writeBlock(writer, endless);
    writer.padToByte();
    const header = writer.take().subarray(4);
    const { length } = kernel.window;
    kernel.window.fill(0).set(header, length - header.length);
    expect(kernel.decodeBlock((length - header.length) * 8 + MARK_BITS, length, 9).status).toBe(BLOCK_INCOMPLETE);
  });

  it('decodes as before after a block that was incomplete', () => {
    kernel.window.set(bytes);
    kernel.decodeBlock(marks[0]! + MARK_BITS, 1000, 1);
    expect(kernel.decodeBlock(marks[2]! + MARK_BITS, bytes.length, 1).status).toBe(BLOCK_OK);
    const last = contentOf(kernel);
    expect(content.subarray(-last.length).equals(last)).toBe(true);
  });
});

describe('the kernels', () => {
  it('tell a block that is too large from one that is cut off, to the bit', async () => {
    const kernels = await Promise.all(OWN_KERNELS.map((name) => createKernel(name)));
    // A zero is the digit of a run: sixteen of them are a run of 131,070, and there is nothing but zeros.
    const { symbols, ...block } = craftBlock(Buffer.from('abcdefgh'));
    const lengths = block.tables[0]!.map((_, symbol) => (symbol === 1 ? 1 : 20));
    const tables = [lengths, lengths];
    // Each selector takes a bit, so that the digits begin at each bit of a byte.
    for (let count = 1; count <= 8; count++) {
      const writer = startStream(1);
      writeBlock(writer, { ...block, symbols: symbols.subarray(0, 0), tables, selectors: Array(count).fill(0) });
      writer.padToByte();
      const header = writer.take();
      const [simd, typescript] = kernels.map((kernel) => {
        kernel.window.fill(0).set(header);
        const sizes = Array.from({ length: 6 }, (_, i) => header.length - 1 + i);
        return sizes.map((length) => kernel.decodeBlock(32 + MARK_BITS, length, 1).status);
      });
      expect(typescript![0]).toBe(BLOCK_INCOMPLETE);
      expect(typescript!.at(-1)).toBe(BLOCK_TOO_LARGE);
      expect(simd).toEqual(typescript);
    }
  });
});

describe('createKernel', () => {
  it('takes the fastest', async () => {
    expect((await createKernel()).name).toBe('simd');
  });
});
