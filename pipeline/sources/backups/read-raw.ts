/** The bytes of an input as they lie on disk, or come out of a pipe. */
import { constants, createReadStream, fstatSync, open } from 'node:fs';
import { open as openFile, stat } from 'node:fs/promises';
import { Socket } from 'node:net';
import { promisify } from 'node:util';

/** Standard input, as a path. */
export const STDIN = '-';
const STDIN_FD = 0;

/** Large enough that reading costs little, small enough to stay in the processor's cache until it is used. */
const READ_SIZE = 1 << 20;

/**
 * Reads a file from its start to its end, a little ahead of the consumer. **A chunk is overwritten once the next is asked for.** Leaving
 * early closes the file; so does the signal, also while a pipe gives nothing.
 *
 * @param path absolute, or `-`.
 */
export async function* readRaw(path: string, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  signal.throwIfAborted();
  const stats = path === STDIN ? fstatSync(STDIN_FD) : await stat(path);
  try {
    if (stats.isFIFO() || stats.isSocket()) yield* readPipe(path === STDIN ? STDIN_FD : await openPipe(path), signal);
    else if (path !== STDIN) yield* readFile(path, signal);
    else yield* createReadStream('', { fd: STDIN_FD, autoClose: false, highWaterMark: READ_SIZE, signal });
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}

/**
 * Reads into two buffers in turn. A stream would make a new one for each chunk: to read a file that way takes three times the
 * processor time, nearly all of it for memory that the system has to clear first.
 */
async function* readFile(path: string, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const file = await openFile(path);
  let [buffer, other] = [Buffer.allocUnsafeSlow(READ_SIZE), Buffer.allocUnsafeSlow(READ_SIZE)];
  const read = (into: Buffer) => file.read(into, 0, READ_SIZE, null);
  let reading = read(buffer);
  try {
    for (;;) {
      const { bytesRead } = await reading;
      signal.throwIfAborted();
      if (bytesRead === 0) return;
      const chunk = buffer.subarray(0, bytesRead);
      [buffer, other] = [other, buffer];
      reading = read(buffer);
      yield chunk;
    }
  } finally {
    // The buffer must not be written to when it is somebody else's memory.
    await reading.catch(() => {});
    await file.close();
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
