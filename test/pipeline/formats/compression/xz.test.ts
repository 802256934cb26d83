import { describe, expect, it } from 'vitest';
import type { PipelineError } from '../../../../pipeline/errors.ts';
import { decodeXz } from '../../../../pipeline/formats/compression/xz.ts';
import { collect } from '../../../support/collect.ts';
import { COMPRESSED, hasTool, inChunks, runTool, SAMPLE, XZ_WITH_SHA256 } from '../../../support/compressed.ts';
import { codeOf, expectAnyChunks, expectContent, expectCutsFound, expectFlipsFound, outcome } from './damage-cases.ts';

const stream = COMPRESSED.xz;
const twice = Buffer.concat([SAMPLE, SAMPLE]);

describe('decodeXz', () => {
  it('decodes, wherever the chunks are cut', () => expectAnyChunks(decodeXz, stream));

  it('decodes several streams with padding between and behind', async () => {
    await expectContent(decodeXz, Buffer.concat([stream, stream]), twice);
    const padded = Buffer.concat([stream, Buffer.alloc(8), stream, Buffer.alloc(300_000)]);
    await expectContent(decodeXz, padded, twice, 1000);
  });

  it('finds every cut', () => expectCutsFound(decodeXz, stream, 'truncated-xz'));

  it('finds every flipped bit that matters', async () => {
    expect(await expectFlipsFound(decodeXz, stream, /^(corrupt|truncated|unsupported)-xz$/)).toBeLessThanOrEqual(2);
  });

  it('reports padding of a wrong length, and anything else behind the last stream', async () => {
    expect(await codeOf(decodeXz, Buffer.concat([stream, Buffer.alloc(3)]))).toBe('corrupt-xz');
    const garbage = Buffer.from('something else, longer than a header');
    expect(await codeOf(decodeXz, Buffer.concat([stream, garbage]))).toBe('corrupt-xz');
    expect(await codeOf(decodeXz, Buffer.concat([stream, Buffer.alloc(4), garbage]))).toBe('corrupt-xz');
  });

  it('says what it does not support', async () => {
    const error = (await outcome(decodeXz, XZ_WITH_SHA256)) as PipelineError;
    expect(error.code).toBe('unsupported-xz');
    expect(error.message).toContain('integrity check');
  });

  it('tells where the data go wrong, to about 64 KiB', async () => {
    const long = Buffer.concat(Array.from({ length: 400 }, () => stream));
    const at = 150_000;
    long[at]! ^= 1;
    const error = (await outcome(decodeXz, long)) as PipelineError;
    expect(Math.abs(error.location!.byteOffset! - at)).toBeLessThan(70_000);
  });

  // The library decodes one file at a time: if one were not given back, the next would wait for ever.
  it('can be left early, fail and be aborted any number of times', async () => {
    const streams = Buffer.concat(Array.from({ length: 200 }, () => stream));
    for (let i = 0; i < 20; i++) {
      for await (const _ of decodeXz(inChunks(streams, 1000), 'a')) break;
      expect(await codeOf(decodeXz, stream.subarray(0, 200))).toBe('truncated-xz');
      async function* failing() {
        yield stream.subarray(0, 50);
        throw new Error('disk on fire');
      }
      await expect(collect(decodeXz(failing(), 'a'))).rejects.toThrow('disk on fire');
    }
    await expectContent(decodeXz, stream, SAMPLE);
  });

  it('closes the source on an early leave', async () => {
    const source = inChunks(Buffer.concat(Array.from({ length: 200 }, () => stream)), 1000);
    for await (const _ of decodeXz(source, 'a')) break;
    expect((await source.next()).done).toBe(true);
  });

  describe.skipIf(!hasTool('xz', '--version'))('compared with xz', () => {
    const text = Buffer.concat(
      Array.from({ length: 300 }, (_, i) => Buffer.concat([SAMPLE, Buffer.from(String(i * i))])),
    );

    it.each(['-0', '-9e', '-T2 --block-size=50000', '--check=crc32', '--check=none'])(
      'decodes xz %s',
      async (flags) => {
        await expectContent(decodeXz, runTool('xz', ['-c', ...flags.split(' ')], text), text, 4096);
      },
    );

    it('refuses a dictionary that would take too much memory', async () => {
      const error = (await outcome(decodeXz, runTool('xz', ['-c', '--lzma2=dict=512MiB'], text))) as PipelineError;
      expect(error.code).toBe('unsupported-xz');
      expect(error.message).toContain('dictionary');
    });
  });
});
