import { expect } from 'vitest';
import { ExitCode, PipelineError } from '../../../../pipeline/errors.ts';
import { inChunks, joined, SAMPLE } from '../../../support/compressed.ts';

type Decode = (source: AsyncIterable<Uint8Array>, file: string) => AsyncIterable<Uint8Array>;

/** What decoding comes to: the content, or the error. Anything but a PipelineError that says where fails the test. */
export async function outcome(
  decode: Decode,
  bytes: Uint8Array,
  chunkLength?: number,
): Promise<Buffer | PipelineError> {
  try {
    return await joined(decode(inChunks(bytes, chunkLength), 'a.sql'));
  } catch (error) {
    expect(error).toBeInstanceOf(PipelineError);
    const { exitCode, location, hint } = error as PipelineError;
    expect({ exitCode, file: location?.file, hasHint: hint !== undefined }).toEqual({
      exitCode: ExitCode.corruptInput,
      file: 'a.sql',
      hasHint: true,
    });
    return error as PipelineError;
  }
}

/** Much faster than `toEqual` on buffers. */
export async function expectContent(
  decode: Decode,
  bytes: Uint8Array,
  content: Buffer,
  chunkLength?: number,
): Promise<void> {
  const result = await outcome(decode, bytes, chunkLength);
  if (result instanceof PipelineError) throw result;
  expect(result.equals(content), `${result.length} bytes, in chunks of ${chunkLength}`).toBe(true);
}

export async function codeOf(decode: Decode, bytes: Uint8Array, chunkLength?: number): Promise<string> {
  const result = await outcome(decode, bytes, chunkLength);
  return result instanceof PipelineError ? result.code : `content of ${result.length} bytes`;
}

/** Which bytes a case is tried at. All of them, by default. */
interface Places {
  readonly last?: number;
  readonly step?: number;
}

/** Decodes to the sample with the input cut in two at every byte, and byte by byte. */
export async function expectAnyChunks(
  decode: Decode,
  bytes: Uint8Array,
  { last, step = 1 }: Places = {},
): Promise<void> {
  for (let cut = 1; cut <= (last ?? bytes.length - 1); cut += step) {
    async function* twoChunks() {
      yield bytes.subarray(0, cut);
      yield bytes.subarray(cut);
    }
    expect((await joined(decode(twoChunks(), 'a.sql'))).equals(SAMPLE), `cut at ${cut}`).toBe(true);
  }
  await expectContent(decode, bytes, SAMPLE, 1);
}

/** Cut off anywhere, the input is an error that says so at an offset within it. */
export async function expectCutsFound(
  decode: Decode,
  bytes: Uint8Array,
  code: string,
  { step = 1 }: Places = {},
): Promise<void> {
  for (let length = 1; length < bytes.length; length += step) {
    const result = await outcome(decode, bytes.subarray(0, length));
    expect(result instanceof PipelineError && result.code, `cut to ${length}`).toBe(code);
    expect((result as PipelineError).location?.byteOffset).toBeLessThanOrEqual(length);
  }
}

/**
 * With a bit of any byte flipped, the input is an error, or the bit means nothing to the content.
 *
 * @returns how many of the flipped bits meant nothing.
 */
export async function expectFlipsFound(
  decode: Decode,
  bytes: Uint8Array,
  codes: RegExp,
  { step = 1 }: Places = {},
): Promise<number> {
  let harmless = 0;
  for (let at = 0; at < bytes.length; at += step) {
    const flipped = Buffer.from(bytes);
    flipped[at]! ^= 1 << (at % 8);
    const result = await outcome(decode, flipped);
    if (result instanceof PipelineError) {
      expect(result.code, `byte ${at}`).toMatch(codes);
    } else {
      expect(result.equals(SAMPLE), `byte ${at}`).toBe(true);
      harmless++;
    }
  }
  return harmless;
}
