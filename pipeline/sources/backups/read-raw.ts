/** The bytes of an input as they lie on disk, or come out of a pipe. */
import { constants, createReadStream, fstatSync, open } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Socket } from 'node:net';
import { promisify } from 'node:util';

/** Standard input, as a path. */
export const STDIN = '-';
const STDIN_FD = 0;

/** Large enough that reading costs little, small enough to stay in the processor's cache until it is used. */
const READ_SIZE = 512 << 10;

/**
 * Reads a file from its start to its end, a little ahead of the consumer; the chunks are the consumer's to keep. Leaving early closes
 * the file; so does the signal, also while a pipe gives nothing.
 *
 * @param path absolute, or `-`.
 */
export async function* readRaw(path: string, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  signal.throwIfAborted();
  const stats = path === STDIN ? fstatSync(STDIN_FD) : await stat(path);
  try {
    if (stats.isFIFO() || stats.isSocket()) yield* readPipe(path === STDIN ? STDIN_FD : await openPipe(path), signal);
    else if (path !== STDIN) yield* createReadStream(path, { highWaterMark: READ_SIZE, signal });
    else yield* createReadStream('', { fd: STDIN_FD, autoClose: false, highWaterMark: READ_SIZE, signal });
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}

/** Opens a named pipe without waiting for a writer; the first read waits. */
const openPipe = (path: string): Promise<number> => promisify(open)(path, constants.O_RDONLY | constants.O_NONBLOCK);

/**
 * A pipe is read as a socket: a file read that waits for a writer holds a thread, which neither the signal nor the end of the process
 * can take back.
 */
function readPipe(fd: number, signal: AbortSignal): AsyncIterable<Uint8Array> {
  return new Socket({ fd, readable: true, writable: false, signal });
}
