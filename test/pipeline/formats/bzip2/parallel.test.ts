import { describe, expect, it } from 'vitest';
import { PipelineError } from '../../../../pipeline/errors.ts';
import { BLOCK_MARK } from '../../../../pipeline/formats/bzip2/format.ts';
import { createKernel, planStretches, Stitcher } from '../../../../pipeline/formats/bzip2/index.ts';
import { decodeUntilError, encode, randomBytes, sampleText } from '../../../support/bzip2.ts';
import { craftBlock, craftStream } from '../../../support/bzip2-crafting.ts';
import { decodeInParallel, inMemory, outcomeOf } from '../../../support/bzip2-parallel.ts';

const text = sampleText(450_000);
const encoded = await encode(text, 1);
const short = await encode(Buffer.from('short'));
const short1 = await encode(Buffer.from('short'), 1);
const empty = await encode(Buffer.alloc(0));

const files: Record<string, Buffer> = {
  'one stream': encoded,
  'streams of one block each': Buffer.concat(
    await Promise.all([0, 1, 2, 3].map((i) => encode(text.subarray(i * 50_000, (i + 1) * 50_000), 9 - i))),
  ),
  'streams of several blocks, and empty ones': Buffer.concat([empty, encoded, empty, empty, encoded, short, empty]),
  'streams of a low and a high level': Buffer.concat([
    short1,
    craftStream([craftBlock(randomBytes(50)), craftBlock(randomBytes(5000)), craftBlock(randomBytes(120_000))]),
  ]),
  'one short stream': short,
  'an empty stream': empty,
  'a stream and garbage': Buffer.concat([encoded, Buffer.from('garbage')]),
  'a stream, garbage, and another stream': Buffer.concat([encoded, Buffer.from('garbage'), encoded]),
  nothing: Buffer.alloc(0),
  'no bzip2': randomBytes(100_000),
  'a file that is cut off within a block': encoded.subarray(0, -30_000),
  'a file that is cut off within the last mark': encoded.subarray(0, -9),
  'a stream that is followed by a B': Buffer.concat([encoded, Buffer.from('B')]),
  'another checksum of the stream': Buffer.concat([encoded.subarray(0, -4), Buffer.from('abcd'), short]),
  'a flipped bit': flipped(encoded, encoded.length * 5),
  'a block that is too large for its level': craftStream(
    [craftBlock(text.subarray(0, 1000)), craftBlock(randomBytes(150_000))],
    1,
  ),
};

function flipped(bytes: Buffer, bit: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[bit >> 3]! ^= 1 << (bit & 7);
  return copy;
}

describe('stretches', () => {
  it.each(Object.keys(files))('give what decoding in one go gives: %s', async (name) => {
    const bytes = files[name]!;
    const warnings: string[] = [];
    const onWarning = (code: string, message: string) => warnings.push(`${code}: ${message}`);
    const expected = await decodeUntilError(bytes, { onWarning });
    for (const stretchBytes of [700, 10_000, 33_333, 1 << 20]) {
      const parallel = await decodeInParallel(bytes, stretchBytes);
      expect(parallel.warnings).toEqual(warnings);
      if (expected.error === undefined) {
        expect(parallel.error).toBe(undefined);
        expect(parallel.content.equals(expected.content)).toBe(true);
      } else {
        expect(parallel.error).toBeInstanceOf(PipelineError);
        const { code, message, location } = expected.error as PipelineError;
        expect(parallel.error).toMatchObject({ code, message, location });
        // A stream whose checksum is wrong is noticed only when its stretch is decoded.
        expect(parallel.content.subarray(0, expected.content.length).equals(expected.content)).toBe(true);
      }
    }
  });

  it('begin at blocks, about as far apart as asked for', async () => {
    const stretches = await planStretches(inMemory(encoded), 60_000);
    expect(stretches.length).toBeGreaterThanOrEqual(2);
    expect(stretches[0]).toMatchObject({ startBit: 0, start: 'between' });
    expect(stretches.at(-1)!.endBit).toBe(encoded.length * 8);
    stretches.slice(1).forEach(({ startBit, start }, i) => {
      expect(start).toBe('within');
      expect(stretches[i]!.endBit).toBe(startBit);
      expect(startBit).toBeGreaterThanOrEqual((i + 1) * 60_000 * 8);
    });
    expect((await decodeInParallel(encoded, 60_000)).replaced).toBe(0);
  });

  it('begin at blocks wherever in what is read they lie', async () => {
    for (const offset of [0, 1, (1 << 18) - 6, (1 << 18) - 3, 1 << 18, 299_995, 299_999]) {
      const bytes = Buffer.alloc(900_000);
      const block = 300_000 + offset;
      bytes.writeUIntBE(BLOCK_MARK, block, 6);
      const [, second] = await planStretches(inMemory(bytes), 300_000);
      expect(second).toMatchObject({ startBit: block * 8, start: 'within', endBit: bytes.length * 8 });
    }
  });

  it('that begin where no block does are decoded anew', async () => {
    const whole = await planStretches(inMemory(encoded), 40_000);
    const [first, second, ...rest] = whole;
    const wrong = second!.startBit + 12_345;
    const plan = [{ ...first!, endBit: wrong }, { ...second!, startBit: wrong }, ...rest];
    const parallel = await decodeInParallel(encoded, 0, plan);
    expect(parallel.replaced).toBe(1);
    expect(parallel.content.equals(text)).toBe(true);
  });

  it('that a longer one before them covered are left out', async () => {
    const [first, second, ...rest] = await planStretches(inMemory(encoded), 40_000);
    const between = { ...second!, startBit: first!.endBit - 200, endBit: first!.endBit - 100 };
    const plan = [{ ...first!, endBit: between.startBit }, between, { ...second!, startBit: between.endBit }, ...rest];
    const parallel = await decodeInParallel(encoded, 0, plan);
    expect(parallel.content.equals(text)).toBe(true);
  });

  it('must all be accepted', async () => {
    const file = inMemory(encoded);
    const [first] = await planStretches(file, 40_000);
    const stitcher = new Stitcher(file.size);
    stitcher.accept((await outcomeOf(file, stitcher.next(first!)!, await createKernel())).result);
    expect(() => stitcher.finish()).toThrow('not all stretches');
  });

  it('are accepted only where the last one ended', async () => {
    const file = inMemory(encoded);
    const stretches = await planStretches(file, 40_000);
    const { result } = await outcomeOf(file, stretches[1]!, await createKernel());
    expect(() => new Stitcher(file.size).accept(result)).toThrow('does not begin where');
  });

  it('are found though a mark stands inside a block by chance', async () => {
    const bytes = await streamThatSpellsAMark();
    const expected = await decodeUntilError(bytes);
    expect(expected.error).toBe(undefined);
    const parallel = await decodeInParallel(bytes, 100);
    expect(parallel.stretches).toBe(2);
    expect(parallel.replaced).toBe(1);
    expect(parallel.content.equals(expected.content)).toBe(true);
  });
});

/** All symbols have codes of eight bits, so that they can spell any bytes. */
async function streamThatSpellsAMark(): Promise<Buffer> {
  const lengths = new Uint8Array(256).fill(8);
  const bytesInUse = Uint8Array.from({ length: 254 }, (_, i) => i);
  const anything = randomBytes(20, 200).map((byte) => byte + 2);
  const mark = [0x31, 0x41, 0x59, 0x26, 0x53, 0x59];
  const symbols = Uint16Array.from([...anything, ...mark, ...anything, 255]);
  const parts = { randomised: false, origin: 7, bytesInUse, symbols, tables: [lengths, lengths], selectors: [0] };
  // Whatever block these symbols make, its checksum is what a kernel finds.
  const kernel = await createKernel('typescript');
  const draft = craftStream([{ ...parts, checksum: 0 }]);
  kernel.window.set(draft);
  kernel.decodeBlock(32 + 48, draft.length, 9);
  kernel.nextPiece();
  return craftStream([{ ...parts, checksum: kernel.checksum }]);
}
