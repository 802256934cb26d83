/**
 * Decoding one file in several places at once.
 *
 * A file is cut into stretches that begin at probable blocks: {@link planStretches}. Anyone may decode any of them:
 * {@link decodeStretch}. Then, in order, a {@link Stitcher} proves that each stretch ends at the very bit where the next
 * one begins, and that the streams are whole. Where a stretch began at bits that only looked like a block, it says what to
 * decode instead. What it accepts is what `decodeBzip2` gives, and it rejects what that rejects.
 *
 * @example
 * const stitcher = new Stitcher(file.size);
 * for (const planned of await planStretches(file, 8 << 20)) { // decoded elsewhere, some of them ahead of time
 *   const stretch = stitcher.next(planned); // the planned one, as a rule
 *   if (stretch) stitcher.accept(await resultOf(stretch));
 * }
 * stitcher.finish();
 */
export { decodeStretch } from './parallel/decode-stretch.ts';
export { planStretches } from './parallel/plan-stretches.ts';
export { Stitcher } from './parallel/stitcher.ts';
export type { RandomAccess, Stretch, StretchResult } from './parallel/stretch.ts';
