import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { unlinkSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where a frame lies in the spill file. */
export interface Frame {
  readonly offset: number;
  readonly length: number;
}

const algorithm = 'aes-256-ctr';

/**
 * Scratch space on disk for what does not fit in memory. The records in it are not masked yet, so it is encrypted under a key
 * that lives only in this process, readable only by its owner, and has no name: it is unlinked as soon as it is open, so that
 * even a kill -9 leaves nothing behind.
 */
export class SpillFile {
  readonly #key = randomBytes(32);
  #handle: Promise<FileHandle> | undefined;
  #end = 0;

  /** Writes a frame; frames may be written while others are read. */
  async write(text: string): Promise<Frame> {
    const plain = Buffer.from(text, 'utf8');
    const frame = { offset: this.#end, length: plain.length };
    this.#end += plain.length;
    const bytes = createCipheriv(algorithm, this.#key, counterBlock(frame.offset)).update(plain);
    const handle = await this.#open();
    for (let done = 0; done < bytes.length; ) {
      const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, frame.offset + done);
      done += bytesWritten;
    }
    return frame;
  }

  async read({ offset, length }: Frame): Promise<string> {
    const handle = await this.#open();
    const bytes = Buffer.allocUnsafe(length);
    for (let done = 0; done < length; ) {
      const { bytesRead } = await handle.read(bytes, done, length - done, offset + done);
      if (bytesRead === 0) throw new Error('the spill file ended early');
      done += bytesRead;
    }
    return createDecipheriv(algorithm, this.#key, counterBlock(offset)).update(bytes).toString('utf8');
  }

  async close(): Promise<void> {
    const handle = await this.#handle?.catch(() => undefined);
    this.#handle = undefined;
    await handle?.close();
  }

  #open(): Promise<FileHandle> {
    this.#handle ??= openUnlinked();
    return this.#handle;
  }
}

/** The initial counter of a frame: its offset, so that no two frames share a key stream (frames never overlap). */
function counterBlock(offset: number): Buffer {
  const block = Buffer.alloc(16);
  // The low half counts 16-byte blocks within the frame; the high half is unique to the frame.
  block.writeBigUInt64BE(BigInt(offset), 0);
  return block;
}

async function openUnlinked(): Promise<FileHandle> {
  const path = join(tmpdir(), `sc-pipeline-${process.pid}-${randomBytes(6).toString('hex')}.spill`);
  const handle = await open(path, 'wx+', 0o600);
  // Between these two calls a kill could leave an empty file, never data.
  unlinkSync(path);
  return handle;
}
