import { randomBytes } from 'node:crypto';
import { appendFileSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { encodeBzip2 } from '../../../../../fixtures/bzip2-encoder.ts';
import { openPool } from '../../../../../pipeline/engine/pool.ts';
import backups from '../../../../../pipeline/sources/backups.ts';
import type { OpenContext, OpenedInput } from '../../../../../pipeline/stage.ts';
import { folderOf, parseOptions, plan } from '../../../../support/backup-folder.ts';
import { collect } from '../../../../support/collect.ts';
import { joined } from '../../../../support/compressed.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

const signal = new AbortController().signal;
let content: Buffer;
let compressed: Buffer;

beforeAll(async () => {
  // Blocks of level 1 hold a hundred thousand bytes; two streams, as pbzip2 makes them.
  content = Buffer.from(`-- a dump\n${randomBytes(300_000).toString('hex')}`);
  const encoded = await Promise.all(
    [content.subarray(0, 350_000), content.subarray(350_000)].map(async (part) =>
      Buffer.concat(await collect(encodeBzip2([part] as never, 1))),
    ),
  );
  compressed = Buffer.concat(encoded);
});

interface Opened {
  readonly path: string;
  readonly index: string;
  open(context?: Partial<OpenContext>): Promise<Required<OpenedInput>>;
}

async function seekable(bytes = compressed, index = join(temporaryFolder(), 'index')): Promise<Opened> {
  const path = folderOf({ 'a.sql.bz2': bytes });
  const options = parseOptions({ path, seek: true, seek_index: index });
  const [input] = await plan({ path });
  return {
    path: join(path, 'a.sql.bz2'),
    index,
    open: async (context) => backups.open(input!, options, { signal, ...context }) as Required<OpenedInput>,
  };
}

/** Reads the file to its end and leaves notes. */
async function remember(file: Opened, context?: Partial<OpenContext>): Promise<string[]> {
  const warnings: string[] = [];
  const opened = await file.open(context);
  expect(await opened.parts.recall()).toBeUndefined();
  expect((await joined(opened)).equals(content)).toBe(true);
  await opened.parts.remember({ of: 'the reader' }, (code) => warnings.push(code));
  return warnings;
}

describe('a backup that is opened to be read in parts', () => {
  it('gives notes back once it was read to its end, and any part', async () => {
    const file = await seekable();
    await remember(file);
    const { parts } = await file.open();
    expect(await parts.recall()).toEqual({ of: 'the reader' });
    const ranges = [
      [0, 1],
      [0, content.length],
      [349_990, 350_010],
      [99_999, 300_001],
      [content.length - 5, content.length],
      [7, 7],
    ] as const;
    for (const [from, to] of ranges) {
      expect((await joined(parts.read(from, to))).equals(content.subarray(from, to))).toBe(true);
    }
  });

  it('learns the same from several threads', async () => {
    const pool = openPool(2, signal);
    try {
      const one = await seekable();
      const two = await seekable();
      await remember(one);
      await remember(two, { threads: pool });
      const of = ({ index }: Opened) =>
        readdirSync(index).map((name) => [name, readFileSync(join(index, name), 'hex')]);
      expect(of(two)).toEqual(of(one));
    } finally {
      await pool.close();
    }
  });

  it('shows the file’s own bytes once, whether it is read in parts or not', async () => {
    const file = await seekable();
    const raw: Buffer[] = [];
    const onRaw = (bytes: Uint8Array) => raw.push(Buffer.from(bytes));
    await remember(file, { onRaw });
    expect(Buffer.concat(raw.splice(0)).equals(compressed)).toBe(true);
    const { parts } = await file.open({ onRaw });
    await parts.recall();
    await joined(parts.read(0, 10));
    expect(Buffer.concat(raw).equals(compressed)).toBe(true);
  });

  it('knows the content, not the name', async () => {
    const file = await seekable();
    await remember(file);
    const copy = await seekable(compressed, file.index);
    expect(await (await copy.open()).parts.recall()).toBeDefined();
  });

  it.each([
    ['is cut off', (bytes: Buffer) => bytes.subarray(0, -1)],
    ['goes on', (bytes: Buffer) => Buffer.concat([bytes, bytes])],
    ['has another checksum in a block', (bytes: Buffer) => flipped(bytes, 12)],
  ])('does not take a file for another that %s', async (_, change) => {
    const file = await seekable();
    await remember(file);
    const other = await seekable(change(compressed), file.index);
    expect(await (await other.open()).parts.recall()).toBeUndefined();
  });

  it('refuses damage in what it reads, and only there', async () => {
    const file = await seekable();
    await remember(file);
    const damaged = await seekable(flipped(compressed, 20_000), file.index);
    const { parts } = await damaged.open();
    expect(await parts.recall()).toBeDefined();
    expect((await joined(parts.read(400_000, 400_010))).equals(content.subarray(400_000, 400_010))).toBe(true);
    await expect(joined(parts.read(0, 10))).rejects.toMatchObject({ code: 'corrupt-bzip2' });
  });

  it('refuses a file that changes while it is read', async () => {
    const file = await seekable();
    await remember(file);
    const { parts } = await file.open();
    await parts.recall();
    appendFileSync(file.path, 'more');
    await expect(joined(parts.read(0, 10))).rejects.toMatchObject({ code: 'changed-input' });
  });

  it('keeps no index of a file that changed meanwhile', async () => {
    const file = await seekable();
    const opened = await file.open();
    await opened.parts.recall();
    await joined(opened);
    appendFileSync(file.path, 'more');
    await opened.parts.remember({}, () => {});
    expect(() => readdirSync(file.index)).toThrow('ENOENT');
  });

  it('keeps the index for nobody else to read, and reads in full when it is damaged', async () => {
    const file = await seekable();
    await remember(file);
    const [name] = readdirSync(file.index) as [string];
    expect(readdirSync(file.index)).toEqual([expect.stringMatching(/^[0-9a-f]{64}\.json\.gz$/)]);
    expect(statSync(join(file.index, name)).mode & 0o777).toBe(0o600);
    const bytes = readFileSync(join(file.index, name));
    writeFileSync(join(file.index, name), flipped(bytes, bytes.length >> 1));
    expect(await (await file.open()).parts.recall()).toBeUndefined();
  });

  it('only tells when the index cannot be kept', async () => {
    const file = await seekable(compressed, join(folderOf({ file: content }), 'file', 'index'));
    expect(await remember(file)).toEqual(['index-not-kept']);
  });

  it('is opened as any other where it is no bzip2 file', async () => {
    const path = folderOf({ a: content });
    const [input] = await plan({ path });
    const opened: OpenedInput = backups.open(input!, parseOptions({ path, seek: true }), { signal });
    expect(opened.parts).toBeUndefined();
  });
});

function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at]! ^= 0x10;
  return copy;
}
