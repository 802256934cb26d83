import zlib from 'node:zlib';
import type { Compressors } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';

/** Node's own zstd, many times faster than the one in JavaScript; in Node from 22.15 on. */
const { zstdDecompressSync } = zlib as { zstdDecompressSync?: (bytes: Uint8Array) => Uint8Array };

/** By the name of the codec, as a column chunk gives it. */
export const DECOMPRESSORS: Compressors = {
  ...compressors,
  GZIP: (bytes) => zlib.gunzipSync(bytes),
  BROTLI: (bytes) => zlib.brotliDecompressSync(bytes),
  ...(zstdDecompressSync && { ZSTD: (bytes) => zstdDecompressSync(bytes) }),
};
