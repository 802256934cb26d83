import { describe, expect, it } from 'vitest';
import { decodeBzip2 } from '../../../../pipeline/formats/compression/bzip2.ts';
import { collect } from '../../../support/collect.ts';
import { COMPRESSED, inChunks, SAMPLE } from '../../../support/compressed.ts';
import { codeOf, expectContent, expectFlipsFound } from './damage-cases.ts';

const stream = COMPRESSED.bzip2;

describe('decodeBzip2', () => {
  it('decodes one stream and several', async () => {
    await expectContent(decodeBzip2, stream, SAMPLE, 100);
    await expectContent(decodeBzip2, Buffer.concat([stream, stream]), Buffer.concat([SAMPLE, SAMPLE]));
  });

  it('reports damage and cuts with the name of the file', async () => {
    expect(await expectFlipsFound(decodeBzip2, stream, /^(corrupt|truncated)-bzip2$/)).toBeLessThan(10);
    expect(await codeOf(decodeBzip2, stream.subarray(0, 100))).toMatch(/^(corrupt|truncated)-bzip2$/);
  });

  it('reports what follows the last stream, which bzip2 ignores: a second stream may be damaged in its first bytes', async () => {
    const second = Buffer.from(stream);
    second[0]! ^= 1;
    expect(await codeOf(decodeBzip2, Buffer.concat([stream, second]))).toBe('corrupt-bzip2');
  });

  it('gives chunks that stay as they are when asked to', async () => {
    const streams = Buffer.concat([stream, stream]);
    expect(Buffer.concat(await collect(decodeBzip2(inChunks(streams), 'a', true)))).toEqual(
      Buffer.concat([SAMPLE, SAMPLE]),
    );
  });

  it('passes errors of the source on', async () => {
    async function* failing() {
      yield stream.subarray(0, 50);
      throw new Error('disk on fire');
    }
    await expect(collect(decodeBzip2(failing(), 'a'))).rejects.toThrow('disk on fire');
  });
});
