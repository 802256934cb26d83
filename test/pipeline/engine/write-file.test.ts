import { readFileSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fileWriter } from '../../../pipeline/engine/write-file.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

describe('a file is written', () => {
  let path: string;
  let file: FileHandle;
  beforeEach(async () => {
    path = join(temporaryFolder(), 'out');
    file = await open(path, 'w');
  });
  afterEach(() => file.close());

  /** Writes `count` chunks, each of which takes so long; tells by `h` or `e` which were written here, which elsewhere. */
  async function write(count: number, milliseconds: (chunk: number) => number): Promise<string> {
    let [time, asked, chunk] = [0, 0, 0];
    // Asked before and behind a write here; elsewhere, behind it.
    const writer = fileWriter(file, () => {
      if (asked++ % 2 === 1) time += milliseconds(chunk);
      return time;
    });
    let told = '';
    for (; chunk < count; chunk++) {
      const written = writer(Buffer.from(`${chunk},`));
      told += written === undefined ? 'h' : 'e';
      await written;
    }
    expect(readFileSync(path, 'utf8')).toBe(Array.from({ length: count }, (_, i) => `${i},`).join(''));
    return told;
  }

  it('by this thread while that is quick, with a turn for the event loop now and then', async () => {
    expect(await write(16, () => 1)).toBe(`e${'h'.repeat(8)}e${'h'.repeat(6)}`);
  });

  it('by another thread for a while when two writes in a row were slow', async () => {
    const told = await write(80, (chunk) => (chunk === 3 || chunk === 5 || chunk === 6 ? 3 : 0));
    expect(told).toBe(`e${'h'.repeat(6)}${'e'.repeat(64)}${'h'.repeat(9)}`);
  });

  it('fails as the system does', async () => {
    await file.close();
    file = await open(path, 'r');
    const writer = fileWriter(file);
    await expect((async () => writer(Buffer.from('x')))()).rejects.toMatchObject({ code: 'EBADF' });
  });
});
