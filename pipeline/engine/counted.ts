import type { OpenedInput } from '../stage.ts';

/** The same input; `onBytes` is told how many bytes of its content were read, of the whole or of parts. */
export function counted(opened: OpenedInput, onBytes: (count: number) => void): OpenedInput {
  async function* counting(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      onBytes(chunk.length);
      yield chunk;
    }
  }
  const { parts } = opened;
  return {
    [Symbol.asyncIterator]: () => counting(opened),
    ...(parts && {
      parts: {
        recall: () => parts.recall(),
        read: (from, to) => counting(parts.read(from, to)),
        remember: (notes, warn) => parts.remember(notes, warn),
      },
    }),
  };
}
