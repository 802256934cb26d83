import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isClosedPipe, openFile, openStdout } from '../../../pipeline/engine/output.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'output-test-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe('openFile', () => {
  it('shows nothing under the name before commit, then everything', async () => {
    const path = join(folder, 'trace.csv');
    await writeFile(path, 'old');
    const output = await openFile(path);
    await pipeline(['new ', 'content'], output.stream);
    await output.sync();
    expect(await readFile(path, 'utf8')).toBe('old');
    await output.commit();
    expect(await readFile(path, 'utf8')).toBe('new content');
    expect(await readdir(folder)).toEqual(['trace.csv']);
    expect(output.written?.()).toEqual({ bytes: 11, sha256: createHash('sha256').update('new content').digest('hex') });
  });

  it('leaves nothing behind when discarded', async () => {
    const output = await openFile(join(folder, 'trace.csv'));
    await pipeline(['half'], output.stream);
    await output.discard();
    expect(await readdir(folder)).toEqual([]);
  });

  it('keeps a symbolic link and replaces what it points to', async () => {
    await writeFile(join(folder, 'real.csv'), 'old');
    await symlink('real.csv', join(folder, 'link.csv'));
    const output = await openFile(join(folder, 'link.csv'));
    await pipeline(['new'], output.stream);
    await output.sync();
    await output.commit();
    expect(await readlink(join(folder, 'link.csv'))).toBe('real.csv');
    expect(await readFile(join(folder, 'real.csv'), 'utf8')).toBe('new');
  });

  it('writes straight to what is not a regular file', async () => {
    const output = await openFile('/dev/null');
    await pipeline(['gone'], output.stream);
    await output.sync();
    await output.commit();
    expect(output.written?.().bytes).toBe(4);
  });

  it('says why a file cannot be written', async () => {
    await expect(openFile(join(folder, 'no', 'such.csv'))).rejects.toMatchObject({
      code: 'unwritable-output',
      exitCode: 74,
      message: expect.stringContaining('its folder does not exist'),
    });
    await mkdir(join(folder, 'sub'));
    await expect(openFile(join(folder, 'sub'))).rejects.toMatchObject({
      code: 'unwritable-output',
      message: expect.stringContaining('found a folder'),
    });
  });

  it.skipIf(process.getuid?.() === 0)('says that a folder may not be written to', async () => {
    await chmod(folder, 0o500);
    await expect(openFile(join(folder, 'a.csv'))).rejects.toMatchObject({
      message: expect.stringContaining('permission denied'),
    });
    await chmod(folder, 0o700);
  });

  it('says that the disk is full', async () => {
    // /dev/full is a device that is always full.
    const output = await openFile('/dev/full');
    await expect(pipeline(['x'], output.stream)).rejects.toMatchObject({ code: 'disk-full', exitCode: 74 });
    await output.discard();
  });

  it('meets a reader that goes away from a named pipe as a closed pipe', async () => {
    const fifo = join(folder, 'fifo');
    execFileSync('mkfifo', [fifo]);
    const [output] = await Promise.all([openFile(fifo), readSome(fifo)]);
    const chunks = Array.from({ length: 100 }, () => Buffer.alloc(65536));
    await expect(pipeline(chunks, output.stream)).rejects.toSatisfy(isClosedPipe);
    await output.discard();
  });
});

async function readSome(path: string): Promise<void> {
  spawn('head', ['-c', '10', path], { stdio: 'ignore' });
}

describe('openStdout', () => {
  it('passes bytes on, and errors', async () => {
    const got: string[] = [];
    const stdout = new Writable({
      write(chunk, _encoding, done) {
        got.push(String(chunk));
        done(got.length > 1 ? Object.assign(new Error('closed'), { code: 'EPIPE' }) : null);
      },
    });
    stdout.on('error', () => {});
    await expect(pipeline(['a', 'b', 'c'], openStdout(stdout).stream)).rejects.toSatisfy(isClosedPipe);
    expect(got[0]).toBe('a');
  });
});
