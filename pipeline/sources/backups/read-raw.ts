/** The bytes of an input as they lie on disk, or come out of a pipe. */
import { constants, createReadStream, fstatSync, open, readSync } from 'node:fs';
import { open as openFile, stat } from 'node:fs/promises';
import { Socket } from 'node:net';
import { promisify } from 'node:util';

/** Standard input, as a path. */
export const STDIN = '-';
const STDIN_FD = 0;

/** Large enough that what is done for each chunk costs little, small enough to stay in the processor's cache until it is used. */
const READ_SIZE = 512 << 10;

/** Milliseconds: what takes longer to read waits for a disk. */
const QUICK = 2;

/** Milliseconds that the event loop may go without a turn: signals, timers and messages wait for it. */
const TURN = 8;

/** Two slow reads in a row are the disk's doing; a single one may be that of another program, which had the processor meanwhile. */
const STRIKES = 2;

/** So many reads are made ahead by another thread before this one finds out whether the disk is still slow. */
const AHEAD = 64;

/** Who may end the reading, and who else is given what is read. */
interface Watcher {
  readonly signal: AbortSignal;
  readonly onRaw?: ((bytes: Uint8Array) => void) | undefined;
}

/**
 * Reads a file from its start to its end. **A chunk is overwritten once the next is asked for.** Leaving early closes the file; so does
 * the signal, also while a pipe gives nothing.
 *
 * @param path absolute, or `-`.
 */
export async function* readRaw(path: string, { signal, onRaw }: Watcher): AsyncGenerator<Uint8Array> {
  signal.throwIfAborted();
  try {
    for await (const chunk of await chunksOf(path, signal)) {
      signal.throwIfAborted();
      onRaw?.(chunk);
      yield chunk;
    }
    signal.throwIfAborted();
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}

async function chunksOf(path: string, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
  const stats = path === STDIN ? fstatSync(STDIN_FD) : await stat(path);
  if (stats.isFIFO() || stats.isSocket()) return readPipe(path === STDIN ? STDIN_FD : await openPipe(path), signal);
  if (path !== STDIN) return readFile(path);
  return createReadStream('', { fd: STDIN_FD, autoClose: false, highWaterMark: READ_SIZE, signal });
}

/**
 * Reads in this thread while that is quick, as when the system has the file in memory: to hand each read to another thread costs half
 * as much again. From a slow disk another thread reads, a little ahead of the consumer, and this one stays free.
 *
 * There are two buffers. A stream would make a new one for each chunk, which costs the most, since the system clears it first.
 */
async function* readFile(path: string): AsyncGenerator<Uint8Array> {
  const file = await openFile(path);
  let [buffer, other] = [Buffer.allocUnsafeSlow(READ_SIZE), Buffer.allocUnsafeSlow(READ_SIZE)];
  const read = () => file.read(buffer, 0, READ_SIZE, null);
  let ahead: ReturnType<typeof read> | undefined;
  let strikes = 0;
  /** How many reads are still to be made ahead. */
  let slow = 0;
  try {
    for (;;) {
      // Also gives the event loop its turn.
      let { bytesRead } = await (ahead ?? read());
      const turn = performance.now();
      while (slow === 0 && bytesRead > 0 && performance.now() - turn < TURN) {
        yield buffer.subarray(0, bytesRead);
        const start = performance.now();
        bytesRead = readSync(file.fd, buffer, 0, READ_SIZE, null);
        strikes = performance.now() - start > QUICK ? strikes + 1 : 0;
        if (strikes >= STRIKES) slow = AHEAD;
      }
      if (bytesRead === 0) return;
      const chunk = buffer.subarray(0, bytesRead);
      [buffer, other] = [other, buffer];
      ahead = slow > 0 ? read() : undefined;
      slow = Math.max(0, slow - 1);
      yield chunk;
    }
  } finally {
    // The buffer must not be written to when it is somebody else's memory.
    await ahead?.catch(() => {});
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
