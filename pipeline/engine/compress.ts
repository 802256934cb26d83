import { Transform } from 'node:stream';
import zlib from 'node:zlib';
import type { SinkOptions } from '../stage.ts';

/** zlib's zstd is in Node from 22.15 on; the types of Node 20 do not know it. */
type ZlibWithZstd = typeof zlib & { createZstdCompress?: (options?: { params?: Record<number, number> }) => Transform };

/** ZSTD_c_checksumFlag of zstd.h: damage to a published trace should be noticed. */
const ZSTD_CHECKSUM_FLAG = 201;

/** The streams that lie between a sink's text and its file. */
export function compressors(compress: SinkOptions['compress']): Transform[] {
  switch (compress) {
    case 'none':
      return [];
    case 'gz':
      return [zlib.createGzip({ chunkSize: 256 << 10 })];
    case 'zst': {
      const { createZstdCompress } = zlib as ZlibWithZstd;
      return [createZstdCompress?.({ params: { [ZSTD_CHECKSUM_FLAG]: 1 } }) ?? wasmZstd()];
    }
  }
}

const FRAME_BYTES = 4 << 20;
/** zstd's own default. */
const ZSTD_LEVEL = 3;

let loading: Promise<typeof import('@bokuweb/zstd-wasm')> | undefined;

/** Loaded on first use, and initialised only once: a second `init` would pull the memory away under a running one. */
function zstdModule() {
  loading ??= import('@bokuweb/zstd-wasm').then(async (module) => {
    await module.init();
    return module;
  });
  return loading;
}

/** zstd for older Nodes: one frame per few megabytes, which every decoder reads as one file. */
export function wasmZstd(): Transform {
  let waiting: Buffer[] = [];
  let bytes = 0;
  const takeFrame = async (): Promise<Uint8Array> => {
    const { compress } = await zstdModule();
    const frame = Buffer.concat(waiting);
    waiting = [];
    bytes = 0;
    return compress(frame, ZSTD_LEVEL);
  };
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      waiting.push(chunk);
      bytes += chunk.length;
      if (bytes < FRAME_BYTES) done();
      else takeFrame().then((frame) => done(null, frame), done);
    },
    flush(done) {
      takeFrame().then((frame) => done(null, frame), done);
    },
  });
}
