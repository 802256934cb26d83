import { createHash, randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { type FileHandle, open, realpath, rename, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Writable } from 'node:stream';
import { ExitCode, PipelineError, toPipelineError } from '../errors.ts';
import { fileWriter, writeAll } from './write-file.ts';

/** While these are written, the next are made. */
const WAITING_BYTES = 1 << 20;

/** A place that bytes go to. Nothing is visible under the final name before `commit`. */
export interface Output {
  readonly stream: Writable;
  /** Of a file: its bytes as they lie there, once the stream has finished. */
  readonly written?: () => { bytes: number; sha256: string };
  /** Everything is on disk. */
  sync(): Promise<void>;
  /** Gives the file its name. */
  commit(): Promise<void>;
  /** Leaves nothing behind. */
  discard(): Promise<void>;
}

/**
 * A file that appears whole or not at all: written under a temporary name in the same folder, flushed to the disk, renamed.
 * What is not a regular file (/dev/null, a named pipe) is written directly, since it cannot be replaced.
 *
 * @param checksum whether anybody is going to ask what was written.
 */
export async function openFile(path: string, checksum = true): Promise<Output> {
  const target = await resolveTarget(path);
  const temporary = target.replaceable ? temporaryName(target.path) : target.path;
  const handle = await openForWriting(temporary, path, target.replaceable);
  const toFile = target.replaceable ? fileWriter(handle) : (chunk: Buffer) => writeAll(handle, chunk);
  const write = async (chunk: Buffer) => {
    try {
      await toFile(chunk);
    } catch (error) {
      fail(error, path);
    }
  };
  const { stream, written } = checksum ? hashingWriter(write) : { stream: writer(write) };
  let open = true;
  const close = async () => {
    if (open) await handle.close();
    open = false;
  };
  return {
    stream,
    ...(written && { written }),
    async sync() {
      if (target.replaceable) await handle.sync().catch((error) => fail(error, path));
      await close();
    },
    async commit() {
      if (!target.replaceable) return;
      await rename(temporary, target.path).catch((error) => fail(error, path));
      await syncFolder(dirname(target.path));
    },
    async discard() {
      await close();
      if (target.replaceable) await unlink(temporary).catch(() => {});
    },
  };
}

/** Standard output. Never closed: others may still have to say something. */
export function openStdout(stdout: NodeJS.WritableStream): Output {
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      stdout.write(chunk, (error) => done(error));
    },
  });
  const nothing = async () => {};
  return { stream, sync: nothing, commit: nothing, discard: nothing };
}

/** Did the reader of a pipe go away (`| head`)? Not an error: it has read enough. */
export function isClosedPipe(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  return code === 'EPIPE' || code === 'ECONNRESET';
}

const writer = (write: (chunk: Buffer) => Promise<void>): Writable =>
  new Writable({
    highWaterMark: WAITING_BYTES,
    write(chunk: Buffer, _encoding, done) {
      write(chunk).then(() => done(), done);
    },
  });

function hashingWriter(write: (chunk: Buffer) => Promise<void>) {
  const hash = createHash('sha256');
  let bytes = 0;
  let sha256: string | undefined;
  const stream = writer((chunk) => {
    hash.update(chunk);
    bytes += chunk.length;
    return write(chunk);
  });
  return {
    stream,
    written: () => {
      sha256 ??= hash.digest('hex');
      return { bytes, sha256 };
    },
  };
}

/** Will the file appear at the end, whole? Not what is no regular file, which is written directly. */
export const isReplaceable = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() ?? true;

async function resolveTarget(path: string): Promise<{ path: string; replaceable: boolean }> {
  // A symbolic link stays one: what it points to is replaced.
  const real = await realpath(path).catch(() => path);
  const status = await stat(real).catch(() => undefined);
  if (status?.isDirectory()) {
    throw new PipelineError('unwritable-output', ExitCode.io, `expected a file to write, found a folder: ${path}`, {
      hint: 'give the path of a file in it',
    });
  }
  return { path: real, replaceable: status === undefined || status.isFile() };
}

function temporaryName(path: string): string {
  return join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
}

async function openForWriting(file: string, shown: string, fresh: boolean): Promise<FileHandle> {
  try {
    return await open(file, fresh ? 'wx' : 'w');
  } catch (error) {
    return fail(error, shown);
  }
}

/** Without this a crash of the machine right after the run could undo the rename. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => {});
  await handle?.close();
}

function fail(error: unknown, path: string): never {
  if (isClosedPipe(error)) throw error;
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    throw new PipelineError('disk-full', ExitCode.io, `no space left for ${path}`, {
      hint: 'free some space or write elsewhere; nothing was left behind',
      cause: error,
    });
  }
  const reasons: Record<string, string> = {
    ENOENT: 'its folder does not exist',
    EACCES: 'permission denied',
    EPERM: 'permission denied',
    EROFS: 'the file system is read-only',
  };
  const reason = reasons[code ?? ''];
  if (reason === undefined) throw toPipelineError(error instanceof Error ? error : new Error(message));
  throw new PipelineError('unwritable-output', ExitCode.io, `cannot write ${path}: ${reason}`, {
    hint: 'choose a folder that exists and that you may write to',
    cause: error,
  });
}
