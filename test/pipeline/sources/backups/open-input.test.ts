import { execFileSync, spawn } from 'node:child_process';
import { createWriteStream, openSync, readdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ExitCode } from '../../../../pipeline/errors.ts';
import backups from '../../../../pipeline/sources/backups.ts';
import { folderOf, type Options, parseOptions, plan } from '../../../support/backup-folder.ts';
import { COMPRESSED, joined, SAMPLE } from '../../../support/compressed.ts';
import { makeZip } from '../../../support/zip-maker.ts';

const neverAborted = new AbortController().signal;

/** Opens every input of a plan; errors as `code name`. */
async function openAll(options: Options): Promise<(Buffer | string)[]> {
  const results: (Buffer | string)[] = [];
  for (const input of await plan({ order: 'name', ...options })) {
    const opened = backups.open(input, parseOptions(options), { signal: neverAborted });
    results.push(await joined(opened).catch(({ code, location }) => `${code} ${location?.file}`));
  }
  return results;
}

const descriptors = (): number => readdirSync('/proc/self/fd').length;
const hasProc = process.platform === 'linux';

describe('backups, opening', () => {
  it('decompresses every format by its content', async () => {
    const path = folderOf({ ...COMPRESSED, plain: SAMPLE, 'lying.gz': SAMPLE });
    const results = await openAll({ path });
    expect(results).toHaveLength(6);
    for (const result of results) expect(SAMPLE.equals(result as Buffer)).toBe(true);
  });

  it('shows the bytes as they lie on disk', async () => {
    const path = folderOf({
      a: Buffer.concat([COMPRESSED.gzip, Buffer.alloc(3_000_000)]),
      b: COMPRESSED.bzip2,
      c: SAMPLE,
    });
    for (const input of await plan({ path, order: 'name' })) {
      const raw: Uint8Array[] = [];
      const opened = backups.open(input, parseOptions({ path }), {
        signal: neverAborted,
        onRaw: (bytes) => raw.push(Uint8Array.from(bytes)),
      });
      expect((await joined(opened)).equals(SAMPLE)).toBe(true);
      expect(Buffer.concat(raw).equals(readFileSync(input.path))).toBe(true);
    }
  });

  it('opens the members of archives, themselves compressed or not', async () => {
    const path = folderOf({
      'a.zip': makeZip([
        { path: '1.sql', content: SAMPLE },
        { path: '2.sql', content: SAMPLE, method: 0 },
        { path: '3.sql.gz', content: COMPRESSED.gzip, method: 0 },
        { path: '4.sql.bz2', content: COMPRESSED.bzip2 },
      ]),
    });
    for (const result of await openAll({ path })) expect(SAMPLE.equals(result as Buffer)).toBe(true);
  });

  it('opens any number of members, reading the directory of the archive once', async () => {
    const members = Array.from({ length: 500 }, (_, i) => ({ path: `${i}.sql`, content: Buffer.from(`-- ${i}`) }));
    const path = folderOf({ 'a.zip': makeZip(members) });
    const results = await openAll({ path });
    expect(results.map(String).sort()).toEqual(members.map(({ content }) => String(content)).sort());
  });

  it('names the file in every error', async () => {
    const archive = makeZip([
      { path: 'm.sql', content: SAMPLE, crc: 1 },
      { path: 'twice', content: SAMPLE },
      { path: 'twice', content: SAMPLE },
    ]);
    const path = folderOf({
      '1.gz': COMPRESSED.gzip.subarray(0, 100),
      '2.zip': archive,
      '3.zip': archive.subarray(0, 300),
      '4.zip': makeZip([{ path: 'inner.zip', content: archive }]),
      '5.sql': '',
      '6.zip': makeZip([]),
    });
    const results = (await openAll({ path })).map((result) => String(result).replace(`${path}/`, ''));
    expect(results).toEqual([
      'truncated-gzip 1.gz',
      'corrupt-zip 2.zip:m.sql',
      'ambiguous-member 2.zip:twice',
      'ambiguous-member 2.zip:twice',
      'truncated-zip 3.zip',
      'zip-not-seekable 4.zip:inner.zip',
      'empty-input 5.sql',
      'empty-input 6.zip',
    ]);
  });

  it('says how to go on without a damaged file, unless that is what happens', async () => {
    const path = folderOf({ 'a.gz': COMPRESSED.gzip.subarray(0, 100) });
    const [input] = await plan({ path });
    const hint = async (on_error: 'fail' | 'skip') => {
      const opened = backups.open(input!, parseOptions({ path, on_error }), { signal: neverAborted });
      return joined(opened).catch((error) => error.hint);
    };
    expect(await hint('fail')).toMatch(/; `on_error: skip` goes on without it$/);
    expect(await hint('skip')).not.toContain('skip');
  });

  it('reports a file that is gone, and an archive that has changed', async () => {
    const path = folderOf({ 'a.sql': 'x', 'b.zip': makeZip([{ path: 'm', content: SAMPLE }]) });
    const [file, member] = await plan({ path, order: 'name' });
    const open = (input: typeof file) => joined(backups.open(input!, parseOptions({ path }), { signal: neverAborted }));
    expect((await open(member)).equals(SAMPLE)).toBe(true);
    unlinkSync(join(path, 'a.sql'));
    await expect(open(file)).rejects.toMatchObject({ code: 'ENOENT' });
    writeFileSync(join(path, 'b.zip'), makeZip([{ path: 'other', content: SAMPLE }]));
    await expect(open(member)).rejects.toMatchObject({ code: 'changed-input', exitCode: ExitCode.corruptInput });
  });

  it.skipIf(!hasProc)('closes the file when left early, at the end and on errors', async () => {
    const big = Buffer.concat(Array.from({ length: 3000 }, () => SAMPLE));
    const path = folderOf({
      a: big,
      'b.gz': gzipSync(big),
      'c.gz': gzipSync(big).subarray(0, 20_000),
      'd.zip': makeZip([
        { path: 'm', content: big },
        { path: 'n', content: big, crc: 1 },
      ]),
      'e.xz': Buffer.concat(Array.from({ length: 500 }, () => COMPRESSED.xz)),
      'f.bz2': COMPRESSED.bzip2,
      'g.zst': COMPRESSED.zstd,
    });
    const inputs = await plan({ path });
    const before = descriptors();
    for (const input of inputs) {
      for await (const _ of backups.open(input, parseOptions({ path }), { signal: neverAborted })) break;
      await joined(backups.open(input, parseOptions({ path }), { signal: neverAborted })).catch(() => {});
    }
    await sleep(20);
    expect(descriptors()).toBe(before);
  });

  it('ends with the reason of the signal, and reads no further', async () => {
    const content = Buffer.alloc(5 << 20, 'x');
    const path = folderOf({
      'a.sql': content,
      'b.zip': makeZip([{ path: 'm', content, method: 0 }]),
      'c.gz': COMPRESSED.gzip,
    });
    for (const input of await plan({ path })) {
      const controller = new AbortController();
      let pieces = 0;
      const onRaw = () => {
        pieces++;
        controller.abort(new Error('enough'));
      };
      const opened = backups.open(input, parseOptions({ path }), { signal: controller.signal, onRaw });
      await expect(joined(opened)).rejects.toThrow('enough');
      expect(pieces).toBe(1);
      const aborted = backups.open(input, parseOptions({ path }), { signal: AbortSignal.abort(new Error('before')) });
      await expect(joined(aborted)).rejects.toThrow('before');
    }
  });
});

describe.skipIf(process.platform === 'win32')('backups, from pipes', () => {
  const pipeIn = (folder: string): string => {
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    return join(folder, 'pipe');
  };
  const open = async (path: string, signal = neverAborted) => {
    const [input] = await plan({ path });
    return joined(backups.open(input!, parseOptions({ path }), { signal }));
  };

  it('reads a named pipe, whose writer may come late and pause', async () => {
    const path = pipeIn(folderOf({}));
    const content = open(path);
    await sleep(120);
    const writer = createWriteStream(path);
    writer.write(COMPRESSED.gzip.subarray(0, 100));
    await sleep(100);
    writer.end(COMPRESSED.gzip.subarray(100));
    expect((await content).equals(SAMPLE)).toBe(true);
  });

  it('does not read a zip archive from a pipe', async () => {
    const path = pipeIn(folderOf({}));
    const content = open(path);
    createWriteStream(path).end(makeZip([{ path: 'a', content: SAMPLE }]));
    await expect(content).rejects.toMatchObject({ code: 'zip-not-seekable', exitCode: ExitCode.usage });
  });

  it('stops waiting when aborted: for a writer, and for what it writes', async () => {
    const path = pipeIn(folderOf({}));
    await expect(open(path, AbortSignal.timeout(100))).rejects.toMatchObject({ name: 'TimeoutError' });
    const content = open(path, AbortSignal.timeout(200));
    const writer = createWriteStream(path);
    await expect(content).rejects.toMatchObject({ name: 'TimeoutError' });
    writer.destroy();
  });

  it('reads standard input: a pipe, a file and nothing', async () => {
    const script = fileURLToPath(new URL('../../../support/read-stdin.ts', import.meta.url));
    const start = (stdio: 'pipe' | number, path = '-') => {
      const child = spawn(process.execPath, ['--import', 'tsx', script, path], { stdio: [stdio, 'pipe', 'inherit'] });
      return { child, result: joined(child.stdout!).then((output) => JSON.parse(output.toString())) };
    };
    const folder = folderOf({ 'a.gz': COMPRESSED.gzip, 'b.zip': makeZip([{ path: 'm', content: SAMPLE }]) });
    const piped = start('pipe');
    piped.child.stdin!.end(COMPRESSED.gzip);
    const fromFile = start(openSync(join(folder, 'a.gz'), 'r'), '/dev/stdin');
    const archive = start(openSync(join(folder, 'b.zip'), 'r'));
    const empty = start('pipe');
    empty.child.stdin!.end();

    const text = SAMPLE.toString();
    expect(await fromFile.result).toEqual({
      text,
      name: 'standard input',
      time: 1_600_000_000_000_000,
      size: COMPRESSED.gzip.length,
      warnings: [],
      problems: [],
    });
    expect(await piped.result).toMatchObject({ text, name: 'standard input', warnings: ['unknown-snapshot-time'] });
    expect(await archive.result).toEqual({ error: 'zip-not-seekable', problems: [] });
    expect(await empty.result).toEqual({ error: 'empty-input', problems: [] });
  });
});
