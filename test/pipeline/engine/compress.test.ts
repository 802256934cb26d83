import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { gunzipSync } from 'node:zlib';
import { decompress } from 'fzstd';
import { describe, expect, it } from 'vitest';
import { compressors, wasmZstd } from '../../../pipeline/engine/compress.ts';
import { collect } from '../../support/collect.ts';

const text = Buffer.concat([Buffer.from('abc'.repeat(2_000_000)), randomBytes(100_000)]);
const chunks = () =>
  Array.from({ length: Math.ceil(text.length / 65536) }, (_, i) => text.subarray(i * 65536, (i + 1) * 65536));

async function through(streams: NodeJS.ReadWriteStream[]): Promise<Buffer> {
  let out: Buffer[] = [];
  const take = async (bytes: AsyncIterable<Buffer>) => {
    out = await collect(bytes);
  };
  await pipeline([Readable.from(chunks()), ...streams, take] as never);
  return Buffer.concat(out);
}

describe('compressors', () => {
  it('gz', async () => {
    expect(gunzipSync(await through(compressors('gz'))).equals(text)).toBe(true);
  });

  it('zst, by Node or by WASM, whichever this Node has', async () => {
    expect(text.equals(decompress(await through(compressors('zst'))))).toBe(true);
  });

  it('zst by WASM, in several frames', async () => {
    expect(text.equals(decompress(await through([wasmZstd()])))).toBe(true);
  });

  it('none', () => {
    expect(compressors('none')).toEqual([]);
  });
});
