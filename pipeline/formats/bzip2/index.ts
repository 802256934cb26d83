export { blockMarks } from './block-marks.ts';
export { createKernel } from './create-kernel.ts';
export { type DecodeOptions, decodeBzip2 } from './decode.ts';
export { type BlockPlace, decodeBlocks } from './decode-blocks.ts';
export { type FoundMark, findBlocks } from './find-blocks.ts';
export type { BlockKernel, DecodedBlock, KernelName } from './kernel.ts';
export {
  decodeStretch,
  planStretches,
  type RandomAccess,
  Stitcher,
  type Stretch,
  type StretchResult,
} from './parallel.ts';
export type { StreamEvent } from './streams.ts';
