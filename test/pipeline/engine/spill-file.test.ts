import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SpillFile } from '../../../pipeline/engine/spill-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spill-test-'));
  vi.stubEnv('TMPDIR', folder);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

describe('SpillFile', () => {
  it('gives back what was written, frame by frame, in any order', async () => {
    const file = new SpillFile();
    const texts = ['one', 'zwei – ü', '三', 'x'.repeat(100_000)];
    const frames = [];
    for (const text of texts) frames.push(await file.write(text));
    for (const i of [3, 0, 2, 1]) expect(await file.read(frames[i] as (typeof frames)[number])).toBe(texts[i]);
    await file.close();
  });

  it('leaves no name in the folder and nothing readable on the disk', async () => {
    const file = new SpillFile();
    await file.write('a secret host name');
    expect(readdirSync(folder)).toEqual([]);
    const descriptor = readdirSync('/proc/self/fd').find((fd) => {
      try {
        return readlinkSync(`/proc/self/fd/${fd}`).startsWith(folder);
      } catch {
        return false;
      }
    });
    expect(descriptor).toBeDefined();
    const bytes = readFileSync(`/proc/self/fd/${descriptor}`, 'latin1');
    expect(bytes).toHaveLength('a secret host name'.length);
    expect(bytes).not.toContain('secret');
    await file.close();
  });

  it('encrypts equal frames differently', async () => {
    const file = new SpillFile();
    const [a, b] = [await file.write('same'), await file.write('same')];
    expect(a.offset).not.toBe(b.offset);
    expect(await file.read(a)).toBe(await file.read(b));
    await file.close();
  });

  it('is closed without ever having been used', async () => {
    await new SpillFile().close();
  });
});
