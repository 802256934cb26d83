import { spawnSync } from 'node:child_process';
import { encodeBzip2 } from '../../fixtures/bzip2-encoder.ts';
import { Random } from '../../fixtures/random.ts';
import { type DecodeOptions, decodeBzip2, type KernelName } from '../../pipeline/formats/bzip2/index.ts';

export const KERNELS: readonly KernelName[] = ['simd', 'typescript', 'bz2'];
/** They know all of the format; bz2 knows no randomised blocks. */
export const OWN_KERNELS: readonly KernelName[] = ['simd', 'typescript'];

export async function* inChunks(bytes: Uint8Array, ...sizes: number[]): AsyncGenerator<Uint8Array> {
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length] ?? bytes.length;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

export async function gather(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const copies: Uint8Array[] = [];
  for await (const piece of pieces) copies.push(Uint8Array.from(piece));
  return Buffer.concat(copies);
}

export function decode(bytes: Uint8Array, options: DecodeOptions = {}, ...chunkSizes: number[]): Promise<Buffer> {
  return gather(decodeBzip2(inChunks(bytes, ...chunkSizes), options));
}

export function encode(bytes: Uint8Array, level?: number): Promise<Buffer> {
  return gather(encodeBzip2(inChunks(bytes), level));
}

/** The content up to the error, and the error. */
export async function decodeUntilError(bytes: Uint8Array, options: DecodeOptions = {}) {
  const pieces: Buffer[] = [];
  let error: unknown;
  try {
    for await (const piece of decodeBzip2(inChunks(bytes), options)) pieces.push(Buffer.from(piece));
  } catch (caught) {
    error = caught;
  }
  return { content: Buffer.concat(pieces), error };
}

/** Text with some of what a dump has: words that come again, numbers that do not. */
export function sampleText(bytes: number, seed = 'text'): Buffer {
  const random = new Random(seed);
  const words = Array.from({ length: 300 }, () => random.hex(random.int(2, 9)));
  let text = '';
  while (text.length < bytes)
    text += `(${random.int(1, 99999)},'${random.pick(words)}','${random.pick(words)}',NULL),\n`;
  return Buffer.from(text.slice(0, bytes));
}

export function randomBytes(length: number, values = 256, seed = 'bytes'): Buffer {
  const random = new Random(seed);
  return Buffer.from(Uint8Array.from({ length }, () => random.int(0, values - 1)));
}

/** Whether a program is installed; says so when not, as the tests that need it are left out. */
export function hasProgram(name: string): boolean {
  const found = spawnSync(name, ['--help'], { stdio: 'ignore', input: '' }).error === undefined;
  if (!found) console.info(`skipped: the tests that compare with ${name} (not installed)`);
  return found;
}

export function runProgram(name: string, args: string[], input: Uint8Array) {
  const { status, stdout } = spawnSync(name, args, { input, maxBuffer: 1 << 28 });
  return { ok: status === 0, stdout };
}
