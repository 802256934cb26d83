export { createKernel } from './create-kernel.ts';
export { type DecodeOptions, decodeBzip2 } from './decode.ts';
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
