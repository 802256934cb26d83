import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { PipelineError } from '../../../../pipeline/errors.ts';
import { decodeGzip } from '../../../../pipeline/formats/compression/gzip.ts';
import { COMPRESSED, hasTool, runTool, SAMPLE } from '../../../support/compressed.ts';
import { codeOf, expectAnyChunks, expectContent, expectCutsFound, expectFlipsFound, outcome } from './damage-cases.ts';

const member = COMPRESSED.gzip;
const twice = Buffer.concat([SAMPLE, SAMPLE]);

describe('decodeGzip', () => {
  it('decodes, wherever the chunks are cut', () => expectAnyChunks(decodeGzip, member));

  it('decodes several members, wherever the chunks are cut', async () => {
    const members = Buffer.concat([member, member]);
    for (let length = 1; length <= members.length; length += 5) {
      await expectContent(decodeGzip, members, twice, length);
    }
  });

  it('decodes a member without content', async () => {
    await expectContent(decodeGzip, Buffer.concat([gzipSync(''), member, gzipSync('')]), SAMPLE);
  });

  it('passes over zero bytes at the end, wherever the chunks are cut', async () => {
    const padded = Buffer.concat([member, Buffer.alloc(100)]);
    for (let length = 1; length <= padded.length; length += 3) {
      await expectContent(decodeGzip, padded, SAMPLE, length);
    }
  });

  it('reports what else follows, wherever the chunks are cut', async () => {
    const zeros = Buffer.alloc(9);
    for (const rest of ['garbage', '\x1f\x8c', 'BZh9'].map((text) => Buffer.from(text, 'latin1'))) {
      const input = Buffer.concat([member, rest]);
      for (let length = 1; length <= input.length; length += 13) {
        expect(await codeOf(decodeGzip, input, length)).toBe('corrupt-gzip');
      }
    }
    for (const rest of [Buffer.from('x'), member]) {
      const input = Buffer.concat([member, zeros, rest]);
      for (let length = 1; length <= input.length; length += 13) {
        expect(await codeOf(decodeGzip, input, length)).toBe('corrupt-gzip');
      }
    }
  });

  it('tells where the data go wrong', async () => {
    const error = (await outcome(decodeGzip, Buffer.concat([member, Buffer.alloc(9), member]))) as PipelineError;
    expect(error.location).toEqual({ file: 'a.sql', byteOffset: member.length, compressed: true });
    expect(error.message).toBe('damaged gzip data: zero bytes are followed by something else');
    const cut = (await outcome(decodeGzip, member.subarray(0, 99))) as PipelineError;
    expect(cut.location?.byteOffset).toBe(99);
  });

  it('finds every cut', () => expectCutsFound(decodeGzip, member, 'truncated-gzip'));

  it('finds every flipped bit that matters', async () => {
    // Time, flags of the compressor and operating system are in the header, and mean nothing to the content.
    expect(await expectFlipsFound(decodeGzip, member, /^(corrupt|truncated)-gzip$/)).toBeLessThanOrEqual(6);
  });

  it.skipIf(!hasTool('gzip', '--version'))('decodes what gzip makes, with a name in the header', async () => {
    await expectContent(decodeGzip, runTool('gzip', ['-1c'], SAMPLE), SAMPLE);
  });

  it('gives large chunks', async () => {
    const lengths: number[] = [];
    async function* source() {
      yield gzipSync(Buffer.alloc(5 << 20, 'x'));
    }
    for await (const chunk of decodeGzip(source(), 'a')) lengths.push(chunk.length);
    expect(Math.min(...lengths.slice(0, -1))).toBeGreaterThanOrEqual(64 << 10);
  });
});
