import { describe, expect, it } from 'vitest';
import { decodeUtf8 } from '../../../pipeline/formats/utf8-text.ts';
import { collect } from '../../support/collect.ts';

/** Chunks of one buffer that is overwritten each time, as decompressors do. */
async function* bytes(all: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  const buffer = new Uint8Array(size);
  for (let i = 0; i < all.length; i += size) {
    const piece = all.subarray(i, i + size);
    buffer.set(piece);
    yield buffer.subarray(0, piece.length);
  }
}

const decode = async (all: Uint8Array, size: number) => (await collect(decodeUtf8(bytes(all, size), 'a.csv'))).join('');

describe('decodeUtf8', () => {
  it('joins characters that chunks have cut', async () => {
    for (const size of [1, 2, 3, 100]) expect(await decode(Buffer.from('aé😀z'), size)).toBe('aé😀z');
  });

  it('drops a byte order mark', async () => {
    expect(await decode(Buffer.from('\ufeffa'), 2)).toBe('a');
  });

  it.each([
    ['bytes that are not UTF-8', [0x61, 0xff, 0x62]],
    ['a character that is cut off', [0x61, 0x62, 0xe2]],
  ])('tells of %s', async (_, wrong) => {
    await expect(decode(new Uint8Array(wrong), 1)).rejects.toMatchObject({
      code: 'corrupt-text',
      exitCode: 65,
      location: { file: 'a.csv' },
    });
  });
});
