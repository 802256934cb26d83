import { type FileHandle, open } from 'node:fs/promises';

/** A file that is read in pieces. */
export interface RandomAccess {
  readonly size: number;
  /** Milliseconds since 1970 UTC. */
  readonly modified: number;
  /** Exactly these bytes, in a buffer of their own. Throws a RangeError where the file has none. */
  read(start: number, length: number): Promise<Uint8Array<ArrayBuffer>>;
  close(): Promise<void>;
}

export async function openRandomAccess(path: string): Promise<RandomAccess> {
  const handle = await open(path, 'r');
  try {
    const { size, mtimeMs } = await handle.stat();
    return {
      size,
      modified: mtimeMs,
      read: (start, length) => readAll(handle, start, length, size),
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function readAll(handle: FileHandle, start: number, length: number, size: number) {
  // Asked before the buffer is made: a damaged length may be astronomical.
  if (!(start >= 0 && length >= 0 && start + length <= size))
    throw new RangeError('it points beyond the end of the file');
  const bytes = new Uint8Array(length);
  for (let done = 0; done < length; ) {
    const { bytesRead } = await handle.read(bytes, done, length - done, start + done);
    if (bytesRead === 0) throw new RangeError('the file became shorter while it was read');
    done += bytesRead;
  }
  return bytes;
}
