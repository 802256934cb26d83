import { open } from 'node:fs/promises';
import type { RandomAccess } from '../../formats/compression/zip/index.ts';

export interface OpenFile extends RandomAccess {
  /** Changes when the file does. */
  readonly version: string;
  close(): Promise<void>;
}

/** Opens a file to be read anywhere in it. */
export async function openFile(path: string, name: string): Promise<OpenFile> {
  const handle = await open(path);
  try {
    const { size, ino, mtimeMs } = await handle.stat();
    return {
      name,
      size,
      version: [path, ino, size, mtimeMs].join(':'),
      async read(offset, length) {
        const buffer = Buffer.allocUnsafe(length);
        let filled = 0;
        while (filled < length) {
          const { bytesRead } = await handle.read(buffer, filled, length - filled, offset + filled);
          if (bytesRead === 0) break;
          filled += bytesRead;
        }
        return buffer.subarray(0, filled);
      },
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}
