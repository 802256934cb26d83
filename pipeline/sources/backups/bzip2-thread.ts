/** What a thread does for `decodeInThreads`: decodes one stretch of a bzip2 file. */
import { Piscina } from 'piscina';
import { type ErrorData, errorToData } from '../../errors.ts';
import { decodeStretch, type Stretch, type StretchResult } from '../../formats/bzip2/index.ts';
import { borrowKernel, returnKernel } from '../../formats/bzip2/kernel-pool.ts';
import { openFile } from './open-file.ts';

export interface ThreadTask {
  readonly path: string;
  readonly stretch: Stretch;
  /** Give up on a stretch that decodes to more bytes than this. */
  readonly limit: number;
}

/** `too-large`: decode it piece by piece instead. An error counts only if the stretch turns out to be one. */
export type ThreadResult =
  | { readonly kind: 'decoded'; readonly pieces: readonly Uint8Array[]; readonly result: StretchResult }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'failed'; readonly error: ErrorData };

export default async function decode({ path, stretch, limit }: ThreadTask): Promise<ThreadResult> {
  const file = await openFile(path, path);
  const kernel = await borrowKernel(undefined);
  try {
    const decoding = decodeStretch(file, stretch, kernel);
    const pieces: Uint8Array[] = [];
    for (let bytes = 0; ; ) {
      const { done, value } = await decoding.next();
      if (done === true) return handedOver({ kind: 'decoded', pieces, result: value });
      bytes += value.length;
      if (bytes > limit) return { kind: 'too-large' };
      pieces.push(value.slice());
    }
  } catch (error) {
    return { kind: 'failed', error: errorToData(error) };
  } finally {
    returnKernel(undefined, kernel);
    await file.close();
  }
}

/** The pieces change hands without being copied. */
function handedOver(result: Extract<ThreadResult, { kind: 'decoded' }>): ThreadResult {
  const transfer = {
    [Piscina.transferableSymbol]: result.pieces.map((piece) => piece.buffer),
    [Piscina.valueSymbol]: result,
  };
  return Piscina.move(transfer as never) as unknown as ThreadResult;
}
