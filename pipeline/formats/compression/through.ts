import type { Transform } from 'node:stream';

/** zlib hands out pieces of this size: larger ones are not faster, smaller ones are (16 KiB, its default: half the speed). */
export const ZLIB_CHUNK = 512 << 10;

/**
 * What a transform stream makes of a source, with back-pressure both ways; the transform goes on working while the consumer does.
 * The source is read to its end even where the transform ended before it. When the consumer leaves early, or anything throws, both
 * are closed before this returns.
 */
export async function* through(source: AsyncIterable<Uint8Array>, transform: Transform): AsyncGenerator<Uint8Array> {
  const feeding = feed(source, transform);
  // Failures are thrown below, by the iteration or behind it; nobody else has to handle them.
  feeding.catch(() => {});
  transform.on('error', () => {});
  try {
    for await (const chunk of transform) yield chunk as Uint8Array;
    await feeding;
  } finally {
    transform.destroy();
    await feeding.catch(() => {});
  }
}

async function feed(source: AsyncIterable<Uint8Array>, transform: Transform): Promise<void> {
  try {
    for await (const chunk of source) {
      if (transform.readableEnded) continue;
      if (transform.destroyed) return;
      if (!transform.write(chunk)) await roomIn(transform);
    }
    transform.end();
  } catch (error) {
    transform.destroy(error as Error);
    throw error;
  }
}

function roomIn(transform: Transform): Promise<void> {
  return new Promise((resolve) => {
    if (transform.closed) return resolve();
    const done = (): void => {
      transform.off('drain', done).off('close', done);
      resolve();
    };
    transform.on('drain', done).on('close', done);
  });
}

/** Did zlib find fault with its input (rather than the source fail, or the reader leave)? */
export function isZlibError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && /^(Z_|ZSTD_)/.test(String((error as NodeJS.ErrnoException).code));
}
