import { describe, expect, it } from 'vitest';
import { decodeBzip2 } from '../../../../pipeline/formats/bzip2/index.ts';
import {
  decode,
  encode,
  gather,
  inChunks,
  KERNELS,
  OWN_KERNELS,
  randomBytes,
  sampleText,
} from '../../../support/bzip2.ts';
import { craftBlock, craftRawBlock, craftStream } from '../../../support/bzip2-crafting.ts';

const contents: Record<string, Buffer> = {
  nothing: Buffer.alloc(0),
  'one byte': Buffer.from('a'),
  'a byte 0': Buffer.alloc(1),
  'two equal bytes': Buffer.from('aa'),
  'a text twice over': Buffer.from('abcabc'),
  'a long text over and over': Buffer.concat(Array.from({ length: 50 }, () => sampleText(700))),
  'all byte values': Buffer.from(Array.from({ length: 256 }, (_, i) => i)),
  'runs around four': Buffer.from([3, 4, 5, 6, 7].map((n) => 'x'.repeat(n)).join('-')),
  'runs around 259': Buffer.from([258, 259, 260, 263, 264, 518].map((n) => 'x'.repeat(n)).join('-')),
  'a run at the end': Buffer.from('ab'.repeat(40) + 'c'.repeat(259)),
  'text of two blocks': sampleText(120_000),
  'random bytes': randomBytes(20_000),
  'random bits': randomBytes(20_000, 2),
  'many runs': Buffer.concat(Array.from(randomBytes(500), (n, i) => Buffer.alloc(n, i))),
  'a megabyte of zeros': Buffer.alloc(1_000_000),
};

/** What several kernels decode is encoded once. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

const encoded = new Map(Object.entries(contents).map(([name, content]) => [name, once(() => encode(content, 1))]));

const shortText = sampleText(300);
const ofEachLevel = once(() => Promise.all([1, 2, 3, 4, 5, 6, 7, 8, 9].map((level) => encode(shortText, level))));

const severalStreams = once(async () => {
  const empty = await encode(Buffer.alloc(0));
  return Buffer.concat([empty, await encode(shortText), empty, empty, await encode(Buffer.from('two'), 1), empty]);
});

describe.each(KERNELS)('the %s kernel', (kernel) => {
  it.each(Object.keys(contents))('decodes %s', async (name) => {
    expect((await decode(await encoded.get(name)!(), { kernel })).equals(contents[name]!)).toBe(true);
  });

  it('decodes each level', async () => {
    for (const bytes of await ofEachLevel()) expect((await decode(bytes, { kernel })).equals(shortText)).toBe(true);
  });

  it('decodes streams one after the other, empty ones among them', async () => {
    expect(String(await decode(await severalStreams(), { kernel }))).toBe(`${shortText}two`);
  });

  it('takes its input in pieces of any size', async () => {
    const bytes = await severalStreams();
    for (let at = 0; at <= bytes.length; at++) {
      const halves = inChunks(bytes, at, bytes.length);
      expect(String(await gather(decodeBzip2(halves, { kernel })))).toBe(`${shortText}two`);
    }
    expect(String(await decode(bytes, { kernel }, 1))).toBe(`${shortText}two`);
    expect(String(await decode(bytes, { kernel }, 7, 0, 13, 64))).toBe(`${shortText}two`);
  });
});

/** Almost 900 000 symbols of twenty bits; bzip2 itself would need 0.9 MB. */
const longestBlock = once(async () => {
  const content = randomBytes(899_900, 200);
  const block = craftBlock(content);
  const bytes = craftStream([
    { ...block, tables: block.tables.map((lengths) => lengths.map(() => 20)) },
    craftBlock(Buffer.from('end')),
  ]);
  return { bytes, content: Buffer.concat([content, Buffer.from('end')]) };
});

/** The first block is the largest there can be: 180 000 runs of 259 zeros. */
const RUNS = [180_000, 70_000];
const ZEROS = Buffer.alloc(259 * 180_000);
const manyZeros = once(async () =>
  craftStream(
    RUNS.map((runs) => {
      const raw = Buffer.alloc(5 * runs, Buffer.from([0, 0, 0, 0, 255]));
      return craftRawBlock(raw, ZEROS.subarray(0, 259 * runs));
    }),
  ),
);

describe.each(OWN_KERNELS)('the %s kernel', (kernel) => {
  it('decodes a block that is much larger compressed', async () => {
    const { bytes, content } = await longestBlock();
    expect(bytes.length).toBeGreaterThan(2_200_000);
    expect((await decode(bytes, { kernel }, 65_536)).equals(content)).toBe(true);
  });

  it('decodes a block whichever of its rotations it is', async () => {
    const text = sampleText(200);
    for (let start = 0; start < text.length; start++) {
      const rotated = Buffer.concat([text.subarray(start), text.subarray(0, start)]);
      expect(String(await decode(craftStream([craftBlock(rotated)]), { kernel }))).toBe(String(rotated));
    }
  });

  it('sees nothing of the block before', async () => {
    // Where the second block ends with zz, zz stands in the first: four in all.
    const blocks = ['abcdefghijklmnopzzqrstuvwxyz', 'ABCDEFGHIJKLMNzz'].map((text) => craftBlock(Buffer.from(text)));
    expect(String(await decode(craftStream(blocks), { kernel }))).toBe('abcdefghijklmnopzzqrstuvwxyzABCDEFGHIJKLMNzz');
  });

  it('gives out 64 MB of zeros in pieces of a megabyte', async () => {
    let given = 0;
    for await (const piece of decodeBzip2(inChunks(await manyZeros()), { kernel })) {
      expect(piece.length).toBeLessThan((1 << 20) + 259);
      expect(ZEROS.subarray(0, piece.length).equals(piece)).toBe(true);
      given += piece.length;
    }
    expect(given).toBe(259 * 250_000);
  });
});

describe('decodeBzip2', () => {
  const content = sampleText(200_000, 'three blocks');
  const threeBlocks = once(() => encode(content, 1));

  it('gives pieces that the next one overwrites, or copies', async () => {
    const views: Uint8Array[] = [];
    for await (const piece of decodeBzip2(inChunks(await threeBlocks()))) views.push(piece);
    expect(Buffer.concat(views).equals(content)).toBe(false);
    const copies: Uint8Array[] = [];
    for await (const piece of decodeBzip2(inChunks(await threeBlocks()), { copy: true })) copies.push(piece);
    expect(Buffer.concat(copies).equals(content)).toBe(true);
  });

  it('decodes several inputs at the same time', async () => {
    const inputs = [await threeBlocks(), await severalStreams(), await threeBlocks()];
    const outputs = await Promise.all(inputs.map((bytes) => decode(bytes, {}, 100)));
    expect(outputs.map(String)).toEqual([String(content), `${shortText}two`, String(content)]);
  });

  it('closes its source when it is left early', async () => {
    let closed = false;
    async function* source() {
      try {
        for (;;) yield await threeBlocks();
      } finally {
        closed = true;
      }
    }
    for await (const _ of decodeBzip2(source())) break;
    expect(closed).toBe(true);
  });

  it('passes on an error of its source', async () => {
    async function* source() {
      yield (await threeBlocks()).subarray(0, 5000);
      throw new Error('disk on fire');
    }
    await expect(gather(decodeBzip2(source()))).rejects.toThrow('disk on fire');
  });
});
