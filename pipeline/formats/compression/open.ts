import { ExitCode, PipelineError } from '../../errors.ts';
import { truncated } from './damage.ts';
import { type Format, SNIFF_LENGTH, sniff } from './sniff.ts';

type Decoder = (source: AsyncIterable<Uint8Array>, file: string) => AsyncIterable<Uint8Array>;

/** Decoders load when a file needs them. */
const DECODERS: Record<Format, () => Promise<Decoder>> = {
  plain: async () => (source) => source,
  gzip: async () => ofCopies((await import('./gzip.ts')).decodeGzip),
  bzip2: async () => (await import('./bzip2.ts')).decodeBzip2,
  zstd: async () => ofCopies((await import('./zstd/index.ts')).decodeZstd),
  xz: async () => ofCopies((await import('./xz.ts')).decodeXz),
  zip: async () => (_, file) => {
    throw new PipelineError('zip-not-seekable', ExitCode.usage, 'a zip archive can only be read as a file of its own', {
      location: { file },
      hint: 'its directory is at its end: name the file itself in `path`, not a pipe or another archive that holds it',
    });
  },
};

/** For decoders that go on with a chunk while the next one is read. */
const ofCopies =
  (decode: Decoder): Decoder =>
  (source, file) =>
    decode(copies(source), file);

async function* copies(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) yield Buffer.from(chunk);
}

/**
 * Decompresses an input, whatever it was compressed with; plain text passes through. The format is told by the content.
 *
 * Chunks have 64 KiB or more but for the last, and for what a pipe gives in smaller pieces. **A chunk may be overwritten once the next
 * is asked for.** So may the source's own. The source is read to its end; leaving early closes it.
 *
 * @param raw the bytes as they lie on disk.
 * @param file what to call the input in errors.
 * @throws PipelineError, exit code 65 throughout: `corrupt-<format>`, `truncated-<format>` and `unsupported-<format>` with the
 * offset in the compressed file; `empty-input` when there is nothing in it; `unknown-format` for binary data of another kind;
 * `zip-not-seekable` (exit code 64) for a zip archive, whose members are inputs of their own: see `zip/index.ts`.
 *
 * @example
 * for await (const chunk of decompress(createReadStream('nova.sql.gz'), 'nova.sql.gz')) scan(chunk);
 */
export async function* decompress(raw: AsyncIterable<Uint8Array>, file: string): AsyncGenerator<Uint8Array> {
  const source = raw[Symbol.asyncIterator]();
  try {
    const head = await readHead(source);
    const format = identify(head, file);
    if (format instanceof PipelineError) throw format;
    const decode = await DECODERS[format]();
    let empty = true;
    for await (const chunk of decode(startingWith(head, source), file)) {
      empty = false;
      yield chunk;
    }
    if (empty) throw emptyInput(file, 'nothing is left of the file when it is decompressed');
  } finally {
    await source.return?.();
  }
}

/**
 * What the first bytes of an input tell: its format, or the error that reading it would end with.
 *
 * @param head {@link SNIFF_LENGTH} bytes, or all where there are fewer.
 */
export function identify(head: Uint8Array, file: string): Format | PipelineError {
  if (head.length === 0) return emptyInput(file, 'the file is empty');
  const sniffed = sniff(head);
  if ('format' in sniffed) return sniffed.format;
  if ('cutOff' in sniffed) {
    return truncated(sniffed.cutOff, `the file is only ${head.length} bytes long`, { file, byteOffset: head.length });
  }
  const message = `expected a dump as text, plain or compressed; found ${sniffed.unknown}`;
  return new PipelineError('unknown-format', ExitCode.corruptInput, message, {
    location: { file, byteOffset: 0, compressed: true },
    hint: 'plain, gzip, bzip2, zstd, xz and zip are read; anything else has to be unpacked first',
  });
}

/** As many chunks as {@link sniff} needs, joined where it takes more than one. */
async function readHead(source: AsyncIterator<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for (let length = 0; length < SNIFF_LENGTH; ) {
    const { done, value } = await source.next();
    if (done === true) break;
    length += value.length;
    // What is not enough has to outlive the next chunk.
    chunks.push(length < SNIFF_LENGTH ? Buffer.from(value) : value);
  }
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
}

/** Not a generator: each costs every chunk of every input some turns of promises. */
function startingWith(head: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncIterable<Uint8Array> {
  let isFirst = true;
  const next = (): Promise<IteratorResult<Uint8Array>> => {
    if (!isFirst) return rest.next();
    isFirst = false;
    return Promise.resolve({ value: head });
  };
  return { [Symbol.asyncIterator]: () => ({ next }) };
}

export function emptyInput(file: string, message: string): PipelineError {
  return new PipelineError(
    'empty-input',
    ExitCode.corruptInput,
    `${message}: an empty backup says nothing about the cloud`,
    {
      location: { file },
      hint: 'the backup failed when it was made: remove the file, or make it again',
    },
  );
}
