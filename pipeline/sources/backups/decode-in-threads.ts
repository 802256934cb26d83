import { errorFromData, PipelineError } from '../../errors.ts';
import {
  decodeStretch,
  planStretches,
  Stitcher,
  type StreamEvent,
  type Stretch,
  type StretchResult,
} from '../../formats/bzip2/index.ts';
import { borrowKernel, returnKernel } from '../../formats/bzip2/kernel-pool.ts';
import { notBzip2 } from '../../formats/compression/bzip2.ts';
import { ownModule } from '../../own-files.ts';
import type { Threads } from '../../stage.ts';
import type { ThreadResult, ThreadTask } from './bzip2-thread.ts';
import { type OpenFile, openFile } from './open-file.ts';

/** Compressed bytes of a stretch: some ten blocks, a fraction of a second. */
const STRETCH_BYTES = 2 << 20;
/** Decompressed bytes that a thread gathers: several times what a stretch of a dump decodes to. */
const LARGEST_RESULT = 64 << 20;
/** Stretches under way per thread: one that runs and one that waits to be run or used. */
const AHEAD = 2;

/**
 * Decodes one bzip2 file in several threads at once; gives and rejects what decoding it in one would. Memory is bounded: a stretch
 * that decodes to very much is decoded again here, piece by piece.
 *
 * @param onRaw is given the file's own bytes, in order.
 * @param onEvent is told of each stream and block, in order.
 * @throws PipelineError `corrupt-bzip2`, `truncated-bzip2` with the offset in the file.
 */
export async function* decodeInThreads(
  path: string,
  name: string,
  threads: Threads,
  onRaw?: (bytes: Uint8Array) => void,
  onEvent?: (event: StreamEvent) => void,
): AsyncGenerator<Uint8Array> {
  const file = await openFile(path, name);
  try {
    yield* stitched(file, path, threads, onRaw, onEvent);
  } catch (error) {
    throw error instanceof PipelineError ? error.at({ file: name }) : error;
  } finally {
    await file.close();
  }
}

async function* stitched(
  file: OpenFile,
  path: string,
  threads: Threads,
  onRaw: ((bytes: Uint8Array) => void) | undefined,
  onEvent: ((event: StreamEvent) => void) | undefined,
): AsyncGenerator<Uint8Array> {
  const stretches = await planStretches(file, STRETCH_BYTES);
  const entry = ownModule('pipeline/sources/backups/bzip2-thread');
  const decode = (stretch: Stretch) =>
    threads.run<ThreadTask, ThreadResult>(entry, { path, stretch, limit: LARGEST_RESULT });
  const underWay = new Map<Stretch, Promise<ThreadResult>>();
  let followedAt: number | undefined;
  const stitcher = new Stitcher(file.size, (_code, _message, byteOffset) => {
    followedAt = byteOffset;
  });
  let told = 0;
  for (const [i, planned] of stretches.entries()) {
    for (const stretch of stretches.slice(i, i + AHEAD * threads.count)) {
      if (underWay.has(stretch)) continue;
      const result = decode(stretch);
      // Whether its failure matters is seen when its turn comes.
      result.catch(() => {});
      underWay.set(stretch, result);
    }
    const ready = underWay.get(planned) as Promise<ThreadResult>;
    const stretch = stitcher.next(planned);
    if (stretch !== undefined) {
      const result = yield* contentOf(stretch === planned ? await ready : { kind: 'too-large' }, file, stretch);
      stitcher.accept(result);
      for (const event of result.events) onEvent?.(event);
    }
    underWay.delete(planned);
    if (onRaw !== undefined) told = await tell(file, told, Math.floor(planned.endBit / 8), onRaw);
  }
  stitcher.finish();
  if (followedAt !== undefined) throw notBzip2(file.name, followedAt);
}

async function* contentOf(
  ready: ThreadResult,
  file: OpenFile,
  stretch: Stretch,
): AsyncGenerator<Uint8Array, StretchResult> {
  switch (ready.kind) {
    case 'failed':
      throw errorFromData(ready.error);
    case 'decoded':
      yield* ready.pieces;
      return ready.result;
    case 'too-large': {
      const kernel = await borrowKernel(undefined);
      try {
        return yield* decodeStretch(file, stretch, kernel);
      } finally {
        returnKernel(undefined, kernel);
      }
    }
  }
}

const READ_BYTES = 1 << 20;

/** Reads the file's own bytes from `from` to `to` for whoever checks or counts them; they are still in the system's cache. */
async function tell(file: OpenFile, from: number, to: number, onRaw: (bytes: Uint8Array) => void): Promise<number> {
  for (let offset = from; offset < to; offset += READ_BYTES) {
    onRaw(await file.read(offset, Math.min(READ_BYTES, to - offset)));
  }
  return to;
}
