import { ExitCode, PipelineError } from '../errors.ts';

/**
 * Bytes as text, without a byte order mark. Characters may be cut by chunks, which are done with before the next one is asked for.
 *
 * @param file what to call the input in errors.
 * @throws PipelineError `corrupt-text` where the bytes are not UTF-8.
 */
export async function* decodeUtf8(bytes: AsyncIterable<Uint8Array>, file: string): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let byteOffset = 0;
  const decode = (chunk?: Uint8Array): string => {
    try {
      return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
    } catch (error) {
      throw new PipelineError('corrupt-text', ExitCode.corruptInput, 'expected UTF-8 text, found other bytes', {
        location: { file, byteOffset },
        cause: error,
      });
    }
  };
  for await (const chunk of bytes) {
    const text = decode(chunk);
    byteOffset += chunk.length;
    if (text !== '') yield text;
  }
  const rest = decode();
  if (rest !== '') yield rest;
}
