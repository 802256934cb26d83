import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { encodeBzip2 } from '../../../../fixtures/bzip2-encoder.ts';
import { openPool, type Pool } from '../../../../pipeline/engine/pool.ts';
import { decodeInThreads } from '../../../../pipeline/sources/backups/decode-in-threads.ts';
import { collect } from '../../../support/collect.ts';

let pool: Pool;
let folder: string;
let path: string;
let content: Buffer;

beforeAll(async () => {
  pool = openPool(2, new AbortController().signal);
  // Bytes that hardly compress: several stretches of a file that is quickly made.
  content = Buffer.concat([randomBytes(3_500_000), Buffer.alloc(2_000_000, 'a'), randomBytes(1_500_000)]);
  folder = await mkdtemp(join(tmpdir(), 'threads-'));
  path = join(folder, 'original.bz2');
  await writeFile(path, await encoded(content));
});
afterAll(async () => {
  await pool.close();
  await rm(folder, { recursive: true });
});

async function encoded(...parts: Buffer[]): Promise<Buffer> {
  const streams = parts.map(async (part) => {
    const input = (async function* () {
      yield part;
    })();
    return Buffer.concat(await collect(encodeBzip2(input, 1)));
  });
  return Buffer.concat(await Promise.all(streams));
}

async function decode(file: string) {
  const hash = createHash('sha256');
  const pieces: Buffer[] = [];
  for await (const piece of decodeInThreads(file, 'shown.bz2', pool, (raw) => hash.update(raw))) {
    pieces.push(Buffer.from(piece));
  }
  return { bytes: Buffer.concat(pieces), sha256: hash.digest('hex') };
}

describe('decodeInThreads', () => {
  let damaged: string;
  beforeEach(async () => {
    damaged = join(folder, 'damaged.bz2');
    await writeFile(damaged, await readFile(path));
  });
  afterEach(() => rm(damaged));

  it('gives the content, and the file’s own bytes in order', async () => {
    const { bytes, sha256 } = await decode(path);
    expect(bytes.equals(content)).toBe(true);
    expect(sha256).toBe(
      createHash('sha256')
        .update(await readFile(path))
        .digest('hex'),
    );
  });

  it('reads several streams in one file', async () => {
    const parts = [content.subarray(0, 3_000_000), Buffer.alloc(0), content.subarray(3_000_000)];
    await writeFile(damaged, await encoded(...parts));
    expect((await decode(damaged)).bytes.equals(content)).toBe(true);
  });

  it('finds a file that is cut off', async () => {
    await truncate(damaged, 3_000_000);
    await expect(decode(damaged)).rejects.toMatchObject({
      code: 'truncated-bzip2',
      location: { file: 'shown.bz2', byteOffset: 3_000_000, compressed: true },
    });
  });

  it.each([100, 2_200_000, 4_000_000])('finds a flipped bit at byte %d', async (offset) => {
    const bytes = await readFile(path);
    bytes[offset] = (bytes[offset] as number) ^ 4;
    await writeFile(damaged, bytes);
    await expect(decode(damaged)).rejects.toMatchObject({ code: 'corrupt-bzip2', exitCode: 65 });
  });

  it('finds what follows the last stream', async () => {
    const whole = await readFile(path);
    await writeFile(damaged, Buffer.concat([whole, Buffer.from('and more')]));
    await expect(decode(damaged)).rejects.toMatchObject({
      code: 'corrupt-bzip2',
      location: { file: 'shown.bz2', byteOffset: whole.length },
    });
  });
});
