import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { readRaw } from '../../../../pipeline/sources/backups/read-raw.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const MEGABYTE = 1 << 20;
const { signal } = new AbortController();

/** A file in which every kilobyte differs. */
function fileOf(megabytes: number): string {
  const path = join(temporaryFolder(), 'large');
  const content = Buffer.alloc(megabytes * MEGABYTE + 7);
  for (let at = 0; at + 4 <= content.length; at += 1024) content.writeUInt32LE(at, at);
  writeFileSync(path, content);
  return path;
}

/** The content of a file, put together while it is read. */
async function contentOf(path: string): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const chunk of readRaw(path, { signal })) pieces.push(Buffer.from(chunk));
  return Buffer.concat(pieces);
}

/** A clock by which everything takes this many milliseconds. */
const everythingTakes = (milliseconds: number) => {
  let now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => (now += milliseconds));
};

afterEach(() => {
  vi.restoreAllMocks();
});

describe('the bytes of a file', () => {
  it.each([0, 1, 3, 5, 10])('are all there and in order when a read takes %d ms', async (milliseconds) => {
    everythingTakes(milliseconds);
    const path = fileOf(80);
    expect((await contentOf(path)).equals(readFileSync(path))).toBe(true);
  });

  it('are read ahead while the disk is slow, and only then', async () => {
    const path = fileOf(20);
    const isReadAhead = async (milliseconds: number): Promise<boolean> => {
      everythingTakes(milliseconds);
      const buffers = new Set<ArrayBufferLike>();
      let last: Uint8Array | undefined;
      let isKept = true;
      let chunks = 0;
      for await (const chunk of readRaw(path, { signal })) {
        // What is read ahead goes into the other buffer, so neighbours never share one.
        if (chunks++ > 8 && last?.buffer === chunk.buffer) isKept = false;
        last = chunk;
        buffers.add(chunk.buffer);
      }
      expect(buffers.size).toBeLessThanOrEqual(2);
      return isKept;
    };
    expect(await isReadAhead(3)).toBe(true);
    expect(await isReadAhead(0.1)).toBe(false);
  });

  it('leave the event loop its turns, however quick the disk is', async () => {
    const path = fileOf(60);
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    let bytes = 0;
    for await (const chunk of readRaw(path, { signal })) {
      bytes += chunk.length;
      // A consumer that takes its time: a quarter of a second for the whole.
      for (const end = performance.now() + 2; performance.now() < end; );
    }
    clearInterval(timer);
    expect(bytes).toBe(60 * MEGABYTE + 7);
    expect(turns).toBeGreaterThan(5);
  });

  it('end with the reason of the signal', async () => {
    const controller = new AbortController();
    const read = async () => {
      for await (const _ of readRaw(fileOf(3), { signal: controller.signal })) controller.abort(new Error('enough'));
    };
    await expect(read()).rejects.toThrow('enough');
  });
});
