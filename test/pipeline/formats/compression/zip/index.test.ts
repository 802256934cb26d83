import { describe, expect, it } from 'vitest';
import { PipelineError } from '../../../../../pipeline/errors.ts';
import {
  decodeMember,
  listMembers,
  type RandomAccess,
  readLocalHeader,
  readMemberData,
  whyUnreadable,
} from '../../../../../pipeline/formats/compression/zip/index.ts';
import { COMPRESSED, hasTool, joined, SAMPLE } from '../../../../support/compressed.ts';
import { type ArchiveOptions, type MadeMember, makeZip } from '../../../../support/zip-maker.ts';

const inMemory = (bytes: Buffer): RandomAccess => ({
  name: 'a.zip',
  size: bytes.length,
  read: async (offset, length) => bytes.subarray(offset, offset + length),
});

/** All members by path, or the code of the error. */
async function unpack(bytes: Buffer): Promise<Record<string, Buffer> | string> {
  const file = inMemory(bytes);
  const contents: Record<string, Buffer> = {};
  try {
    for (const member of await listMembers(file)) {
      contents[member.path] = await joined(decodeMember(file, member, readMemberData(file, member)));
    }
    return contents;
  } catch (error) {
    expect(error).toBeInstanceOf(PipelineError);
    const { location, hint, code } = error as PipelineError;
    expect({ file: location?.file, hasHint: hint !== undefined }).toEqual({ file: 'a.zip', hasHint: true });
    return code;
  }
}

const two: MadeMember[] = [
  { path: 'nova.sql', content: SAMPLE },
  { path: 'deep/stored.sql', content: Buffer.from('stored'), method: 0 },
];
const expected = { 'nova.sql': SAMPLE, 'deep/stored.sql': Buffer.from('stored') };

describe('zip archives', () => {
  it.each<[string, ArchiveOptions]>([
    ['plain', {}],
    ['with a comment', { comment: 'made by hand' }],
    ['with a comment that looks like an end', { comment: `PK\x05\x06${'x'.repeat(30)}` }],
    ['with the longest comment', { comment: 'x'.repeat(0xffff) }],
    ['zip64', { zip64: true }],
    ['zip64 with a comment', { zip64: true, comment: 'x'.repeat(1000) }],
  ])('are unpacked: %s', async (_, options) => {
    expect(await unpack(makeZip(two, options))).toEqual(expected);
  });

  it.each([
    ['bzip2', 12, COMPRESSED.bzip2],
    ['zstd', 93, COMPRESSED.zstd],
    ['xz', 95, COMPRESSED.xz],
  ])('are unpacked: members packed by %s', async (_, method, data) => {
    expect(await unpack(makeZip([{ path: 'a', content: SAMPLE, method, data }]))).toEqual({ a: SAMPLE });
  });

  it('may hold nothing, and members without content', async () => {
    expect(await unpack(makeZip([]))).toEqual({});
    expect(
      await unpack(
        makeZip([
          { path: 'a', content: Buffer.alloc(0) },
          { path: 'b', content: Buffer.alloc(0), method: 0 },
        ]),
      ),
    ).toEqual({
      a: Buffer.alloc(0),
      b: Buffer.alloc(0),
    });
  });

  it('show neither folders nor what file managers add', async () => {
    const content = SAMPLE;
    const paths = ['a/', 'a/nova.sql', '__MACOSX/a/nova.sql', '__MACOSX/._x', 'a/.DS_Store', 'b\\', 'b\\c.sql'];
    expect(Object.keys((await unpack(makeZip(paths.map((path) => ({ path, content }))))) as object)).toEqual([
      'a/nova.sql',
      'b\\c.sql',
    ]);
  });

  it('keep thousands of members in the order of the directory', async () => {
    const members = Array.from({ length: 3000 }, (_, i) => ({
      path: `${(i * 7919) % 3000}.sql`,
      content: Buffer.from('x'),
      method: 0,
    }));
    const listed = await listMembers(inMemory(makeZip(members)));
    expect(listed.map(({ path }) => path)).toEqual(members.map(({ path }) => path));
  });

  it('tell when a member was modified, in UTC where they know it', async () => {
    const file = inMemory(
      makeZip([
        { path: 'a', content: SAMPLE, unixTime: 1_600_000_000 },
        { path: 'b', content: SAMPLE, clock: [2021, 2, 3, 4, 5, 6] },
      ]),
    );
    const [a, b] = (await listMembers(file)) as [never, never];
    expect((await readLocalHeader(file, a)).modified).toBe(1_600_000_000_000);
    expect((await readLocalHeader(file, b)).modified).toBeUndefined();
    expect((b as { modified: number }).modified).toBe(Date.UTC(2021, 1, 3, 4, 5, 6));
  });

  it('are an error when cut off anywhere', async () => {
    const whole = makeZip(two);
    for (let length = 4; length < whole.length; length++) {
      expect(await unpack(whole.subarray(0, length)), `cut to ${length}`).toBe('truncated-zip');
    }
  });

  // Of a zip64 archive only what is special: its directory and its end.
  it.each([
    ['plain', {}, 0],
    ['zip64', { zip64: true }, 600],
  ])('are an error with any bit flipped that matters: %s', async (_, options, from) => {
    const whole = makeZip(two, options);
    let errors = 0;
    for (let at = from; at < whole.length; at++) {
      const flipped = Buffer.from(whole);
      flipped[at]! ^= 1 << (at % 8);
      const result = await unpack(flipped);
      if (typeof result === 'string') {
        errors++;
        expect(result, `byte ${at}`).toMatch(/^(corrupt|truncated|unsupported)-zip$/);
      } else {
        expect(Object.keys(result), `byte ${at}`).toEqual(Object.keys(expected));
        expect(Object.values(result).every((content, i) => content.equals(Object.values(expected)[i]!))).toBe(true);
      }
    }
    // What matters: data, names and numbers; not times, versions, attributes, and what local headers repeat.
    expect(errors).toBeGreaterThan((whole.length - from) / 2);
  });

  it('are an error when a member has another checksum, size or length of data than they say, or no entry', async () => {
    for (const wrong of [{ crc: 1 }, { size: SAMPLE.length - 1 }, { size: SAMPLE.length + 1 }]) {
      for (const method of [0, 8]) {
        expect(await unpack(makeZip([{ path: 'a', content: SAMPLE, method, ...wrong }]))).toBe('corrupt-zip');
      }
    }
    const directory = makeZip(two);
    directory[directory.indexOf('PK\x01\x02')]! ^= 1;
    expect(await unpack(directory)).toBe('corrupt-zip');
    const data = Buffer.concat([Buffer.from('030000', 'hex'), SAMPLE]);
    expect(await unpack(makeZip([{ path: 'a', content: Buffer.alloc(0), data }]))).toBe('corrupt-zip');
  });

  it('are an error when encrypted, split, or packed in a way that we lack', async () => {
    expect(await unpack(makeZip([{ path: 'a', content: SAMPLE, flags: 0x801 }]))).toBe('unsupported-zip');
    expect(await unpack(makeZip([{ path: 'a', content: SAMPLE, method: 9 }]))).toBe('unsupported-zip');
    const split = makeZip(two);
    split.writeUInt16LE(1, split.length - 18);
    expect(await unpack(split)).toBe('unsupported-zip');
    const file = inMemory(makeZip([{ path: 'a', content: SAMPLE, flags: 0x801 }]));
    expect(whyUnreadable(file, (await listMembers(file))[0]!)?.message).toBe('the member is encrypted');
  });

  it('do not make the reader trust absurd numbers', async () => {
    const zip64 = makeZip(two, { zip64: true });
    const end = zip64.length - 22 - 20 - 56;
    for (const at of [end + 24, end + 32, end + 40, end + 48, zip64.length - 22 - 20 + 8]) {
      const absurd = Buffer.from(zip64);
      absurd.writeBigUInt64LE(0xfffffff0n, at);
      if (at === end + 24) absurd.writeBigUInt64LE(0xfffffff0n, end + 32);
      expect(await unpack(absurd)).toBe('corrupt-zip');
    }
  });

  describe.skipIf(!hasTool('zip', '--version'))('made by zip', () => {
    it('are unpacked, streamed ones too', async () => {
      const { execFileSync } = await import('node:child_process');
      const { mkdtempSync, readFileSync, rmSync, writeFileSync } = await import('node:fs');
      const { tmpdir } = await import('node:os');
      const folder = mkdtempSync(`${tmpdir()}/sc-pipeline-test-`);
      try {
        writeFileSync(`${folder}/nova.sql`, SAMPLE);
        const zip = (...args: string[]) => execFileSync('zip', ['-q', ...args], { cwd: folder });
        zip('a.zip', 'nova.sql');
        zip('-fz-', '-Z', 'bzip2', 'b.zip', 'nova.sql');
        const streamed = execFileSync('zip', ['-q', '-', 'nova.sql'], { cwd: folder });
        for (const bytes of [readFileSync(`${folder}/a.zip`), readFileSync(`${folder}/b.zip`), streamed]) {
          expect(await unpack(bytes)).toEqual({ 'nova.sql': SAMPLE });
        }
      } finally {
        rmSync(folder, { recursive: true });
      }
    });
  });
});
