import { writeSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';

/** Milliseconds: what takes longer to write waits for a disk. */
const QUICK = 2;
/** Milliseconds that the event loop may go without a turn: signals, timers and messages wait for it. */
const TURN = 8;
/** Two slow writes in a row are the disk's doing; a single one may be that of another program, which had the processor meanwhile. */
const STRIKES = 2;
/** So many writes are left to another thread before this one finds out whether the disk is still slow. */
const ELSEWHERE = 64;

/** By another thread; the system may take a chunk in several pieces. */
export async function writeAll(file: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let done = 0; done < chunk.length; ) done += (await file.write(chunk, done)).bytesWritten;
}

/**
 * A function that writes to a regular file, one chunk at a time. Most often the system only copies a chunk into its memory: then this
 * thread does it, since to hand it to another one costs more. What goes to a slow disk is left to another thread.
 *
 * @param now milliseconds.
 */
export function fileWriter(
  file: FileHandle,
  now = () => performance.now(),
): (chunk: Uint8Array) => Promise<void> | void {
  let strikes = 0;
  let slow = 0;
  let turned = Number.NEGATIVE_INFINITY;

  function writeHere(chunk: Uint8Array, start: number): void {
    for (let done = 0; done < chunk.length; ) done += writeSync(file.fd, chunk, done);
    strikes = now() - start > QUICK ? strikes + 1 : 0;
    if (strikes >= STRIKES) slow = ELSEWHERE;
  }

  async function writeElsewhere(chunk: Uint8Array): Promise<void> {
    await writeAll(file, chunk);
    slow = Math.max(0, slow - 1);
    // The event loop has had its turn.
    turned = now();
  }

  return (chunk) => {
    const start = now();
    return slow === 0 && start - turned < TURN ? writeHere(chunk, start) : writeElsewhere(chunk);
  };
}
