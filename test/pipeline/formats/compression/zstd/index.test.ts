import { Transform } from 'node:stream';
import { Decompress } from 'fzstd';
import { describe, expect, it } from 'vitest';
import type { PipelineError } from '../../../../../pipeline/errors.ts';
import type { FrameDecoder } from '../../../../../pipeline/formats/compression/zstd/decoder.ts';
import { decodeZstd } from '../../../../../pipeline/formats/compression/zstd/index.ts';
import {
  createZstdDecompress,
  nativeDecoder,
  type ZstdStreamFactory,
} from '../../../../../pipeline/formats/compression/zstd/native.ts';
import { portableDecoder } from '../../../../../pipeline/formats/compression/zstd/portable.ts';
import { collect } from '../../../../support/collect.ts';
import {
  COMPRESSED,
  hasTool,
  inChunks,
  runTool,
  SAMPLE,
  ZSTD_WITHOUT_CHECKSUM,
} from '../../../../support/compressed.ts';
import { codeOf, expectAnyChunks, expectContent, expectCutsFound, expectFlipsFound, outcome } from '../damage-cases.ts';
import { makeFrame, raw, run, skippable } from './frame-maker.ts';

const frame = COMPRESSED.zstd;
const CHECKSUM_FLAG = 0x04;

/**
 * As Node's stream does: decodes one frame and leaves what follows, verifies the checksum, and takes a cut-off frame for whole. It
 * stands in where Node has none.
 */
const imitatedNative: ZstdStreamFactory = () => {
  const chunks: Buffer[] = [];
  return new Transform({
    transform(chunk, _, done) {
      chunks.push(chunk);
      done();
    },
    flush(done) {
      const input = Buffer.concat(chunks);
      const hasChecksum = (input[4]! & CHECKSUM_FLAG) !== 0;
      input[4]! &= ~CHECKSUM_FLAG;
      const content: Uint8Array[] = [];
      try {
        const decompress = new Decompress((chunk) => content.push(chunk));
        decompress.push(hasChecksum ? input.subarray(0, -4) : input, true);
      } catch {
        return done(Object.assign(new Error('Data corruption detected'), { code: 'ZSTD_error_corruption_detected' }));
      }
      const whole = Buffer.concat(content);
      const sum = makeFrame([raw(whole)], { checksum: true }).subarray(-4);
      if (!hasChecksum || sum.equals(input.subarray(-4))) return done(null, whole);
      return done(
        Object.assign(new Error("Restored data doesn't match checksum"), { code: 'ZSTD_error_checksum_wrong' }),
      );
    },
  });
};

if (createZstdDecompress === undefined)
  console.info(`skipped: the tests of Node's own zstd, which ${process.version} lacks`);

describe.each([
  ['in JavaScript', portableDecoder, false],
  ['by a stream like that of Node', async () => nativeDecoder(imitatedNative), false],
  ['by Node itself', async () => nativeDecoder(createZstdDecompress!), createZstdDecompress === undefined],
] as [string, () => Promise<FrameDecoder>, boolean][])('decodeZstd, %s', (name, makeDecoder, isMissing) => {
  async function* decode(source: AsyncIterable<Uint8Array>, file: string) {
    yield* decodeZstd(source, file, await makeDecoder());
  }

  // The imitation need not show at every byte that it imitates well.
  const step = name.includes('like') ? 11 : 1;

  describe.skipIf(isMissing)('', () => {
    it('decodes, wherever the chunks are cut', () => expectAnyChunks(decode, frame, { step }));

    it('decodes frames one after the other, skippable ones and empty ones among them', async () => {
      const input = [
        skippable(SAMPLE),
        frame,
        makeFrame([raw(Buffer.alloc(0))]),
        skippable(SAMPLE, 15),
        ZSTD_WITHOUT_CHECKSUM,
      ];
      const twice = Buffer.concat([SAMPLE, SAMPLE]);
      await expectContent(decode, Buffer.concat(input), twice);
      await expectContent(decode, Buffer.concat(input), twice, 3);
    });

    it.each([1, 2, 4, 8] as const)('reads a content size of %s bytes', async (contentSizeBytes) => {
      const content = Buffer.alloc(contentSizeBytes === 1 ? 200 : 700, 'abc');
      const input = makeFrame([raw(content)], { contentSize: content.length, contentSizeBytes, checksum: true });
      await expectContent(decode, input, content);
      const wrong = makeFrame([raw(content)], { contentSize: content.length - 1, contentSizeBytes: contentSizeBytes });
      expect(await codeOf(decode, wrong)).toBe('corrupt-zstd');
    });

    it('decodes blocks of all types', async () => {
      const blocks = [raw(SAMPLE), run(100_000), raw(Buffer.alloc(0)), run(1), raw(SAMPLE)];
      const content = Buffer.concat(blocks.map((block) => block.content));
      await expectContent(decode, makeFrame(blocks, { checksum: true }), content, 1000);
    });

    it('finds every cut', async () => {
      await expectCutsFound(decode, frame, 'truncated-zstd', { step });
      // Between frames there is nothing to see.
      const two = Buffer.concat([frame, frame]);
      expect(await codeOf(decode, two.subarray(0, frame.length + 1))).toBe('truncated-zstd');
      expect(await codeOf(decode, skippable(SAMPLE).subarray(0, 100))).toBe('truncated-zstd');
    });

    it('finds every flipped bit that matters', async () => {
      expect(
        await expectFlipsFound(decode, frame, /^(corrupt|truncated|unsupported)-zstd$/, { step }),
      ).toBeLessThanOrEqual(6);
    });

    it('finds every flipped bit of the checksum and of stored content', async () => {
      const stored = makeFrame([raw(SAMPLE)], { checksum: true });
      for (let at = 9; at < stored.length; at += 31) {
        const flipped = Buffer.from(stored);
        flipped[at]! ^= 0x10;
        expect(await codeOf(decode, flipped)).toBe('corrupt-zstd');
      }
    });

    it('reports what else follows', async () => {
      for (const rest of ['garbage', '\0', '\0\0\0\0\0\0\0\0']) {
        expect(await codeOf(decode, Buffer.concat([frame, Buffer.from(rest)]))).toMatch(/^(corrupt|truncated)-zstd$/);
      }
    });

    it('tells where the data go wrong', async () => {
      const second = Buffer.from(frame);
      second[100]! ^= 1;
      const error = (await outcome(decode, Buffer.concat([frame, second]))) as PipelineError;
      expect(error.location!.byteOffset).toBeGreaterThanOrEqual(frame.length + 100);
      const garbage = (await outcome(decode, Buffer.concat([frame, Buffer.from('garbage')]))) as PipelineError;
      expect(garbage.location!.byteOffset).toBe(frame.length);
    });

    it('refuses what the format reserves, and blocks beyond the window', async () => {
      expect(await codeOf(decode, makeFrame([raw(SAMPLE)], { reserved: true }))).toBe('corrupt-zstd');
      expect(await codeOf(decode, makeFrame([raw(SAMPLE)], { windowLog: 10 }))).toBe('corrupt-zstd');
      expect(await codeOf(decode, makeFrame([run(200_000)], { windowLog: 23 }))).toBe('corrupt-zstd');
      const reservedType = makeFrame([raw(SAMPLE)]);
      reservedType[6]! |= 6;
      expect(await codeOf(decode, reservedType)).toBe('corrupt-zstd');
    });

    it('refuses dictionaries and windows that take too much memory', async () => {
      expect(await codeOf(decode, makeFrame([raw(SAMPLE)], { dictionary: 7 }))).toBe('unsupported-zstd');
      expect(await codeOf(decode, makeFrame([raw(SAMPLE)], { windowLog: 28 }))).toBe('unsupported-zstd');
      const huge = makeFrame([raw(SAMPLE)], { contentSize: 2 ** 40, contentSizeBytes: 8 });
      huge[4]! |= 0x20;
      expect(await codeOf(decode, Buffer.concat([huge.subarray(0, 5), huge.subarray(6)]))).toBe('unsupported-zstd');
      await expectContent(decode, makeFrame([raw(SAMPLE)], { dictionary: 0, windowLog: 27 }), SAMPLE);
    });

    it('passes errors of the source on, and closes it on an early leave', async () => {
      async function* failing() {
        yield frame.subarray(0, 50);
        throw new Error('disk on fire');
      }
      await expect(collect(decode(failing(), 'a'))).rejects.toThrow('disk on fire');
      const source = inChunks(Buffer.concat(Array.from({ length: 50 }, () => frame)), 100);
      for await (const _ of decode(source, 'a')) break;
      expect((await source.next()).done).toBe(true);
    });

    describe.skipIf(!hasTool('zstd', '--version'))('compared with zstd', () => {
      const text = Buffer.concat(
        Array.from({ length: 300 }, (_, i) => Buffer.concat([SAMPLE, Buffer.from(String(i * i))])),
      );

      it.each(['-1', '-19', '--long=27', '--no-check', '--fast=5', '-T2', '--no-content-size'])(
        'decodes zstd %s',
        async (flag) => {
          await expectContent(decode, runTool('zstd', ['-qc', flag], text), text, 4096);
        },
      );
    });
  });
});

it('chooses a decoder by itself', async () => {
  await expectContent((source, file) => decodeZstd(source, file), frame, SAMPLE);
});
