import { ExitCode, PipelineError } from '../../errors.ts';
import { decompress, emptyInput } from '../../formats/compression/index.ts';
import type { ZipMember } from '../../formats/compression/zip/index.ts';
import type { Input, OpenContext, OpenedInput, Threads } from '../../stage.ts';
import { type OpenFile, openFile } from './open-file.ts';
import type { BackupsOptions } from './options.ts';
import { readRaw, STDIN } from './read-raw.ts';
import type { SeekableFile } from './seek/seekable-file.ts';

/** The decompressed bytes of an input. A chunk may be overwritten once the next is asked for. */
export function openInput(input: Input, options: BackupsOptions, context: OpenContext): OpenedInput {
  if (options.seek && input.splittable) return openSeekable(input, options, context);
  const { member } = input;
  return member === undefined
    ? withWayOut(openWhole(input, context), options, context, (error) => whyNoMembers(error, input))
    : withWayOut(openMember(input, member, context), options, context);
}

function openSeekable(input: Input, options: BackupsOptions, context: OpenContext): OpenedInput {
  let file: Promise<SeekableFile> | undefined;
  const opened = async () => {
    const { SeekableFile } = await import('./seek/seekable-file.ts');
    return new SeekableFile(input, options.seek_index, context);
  };
  const open = () => (file ??= opened());
  const from = (bytes: (file: SeekableFile) => AsyncIterable<Uint8Array>) =>
    withWayOut(
      (async function* () {
        yield* bytes(await open());
      })(),
      options,
      context,
    );
  return {
    [Symbol.asyncIterator]: () => from((file) => file.whole()),
    parts: {
      recall: async () => (await open()).recall(),
      read: (start, end) => from((file) => file.read(start, end)),
      remember: async (notes, warn) => (await open()).remember(notes, warn),
    },
  };
}

/**
 * What the user can do about an input that cannot be read is told with the error.
 *
 * @param why finds an error that says more.
 */
async function* withWayOut(
  bytes: AsyncIterable<Uint8Array>,
  options: BackupsOptions,
  context: OpenContext,
  why = async (error: unknown): Promise<unknown> => error,
): AsyncGenerator<Uint8Array> {
  try {
    yield* bytes;
  } catch (thrown) {
    context.signal.throwIfAborted();
    const error = await why(thrown);
    throw options.on_error === 'fail' ? explained(error) : error;
  }
}

function openWhole({ path, snapshot, splittable }: Input, context: OpenContext): AsyncIterable<Uint8Array> {
  return splittable && context.threads !== undefined
    ? openInThreads(path, snapshot.name, context.threads, context)
    : decompress(readRaw(path, context), snapshot.name);
}

async function* openInThreads(
  path: string,
  name: string,
  threads: Threads,
  { onRaw }: OpenContext,
): AsyncGenerator<Uint8Array> {
  const { decodeInThreads } = await import('./decode-in-threads.ts');
  yield* decodeInThreads(path, name, threads, onRaw);
}

/** The plan makes an input of a zip archive as a whole only when it cannot list its members. */
async function whyNoMembers(error: unknown, { path, size, snapshot }: Input): Promise<unknown> {
  const isArchive = error instanceof PipelineError && error.code === 'zip-not-seekable';
  if (!isArchive || size === undefined || path === STDIN) return error;
  const { name } = snapshot;
  const file = await openFile(path, name);
  try {
    const members = await membersOf(file);
    return members.length === 0 ? emptyInput(name, 'the archive holds no file') : changed(name);
  } catch (reason) {
    return reason;
  } finally {
    await file.close();
  }
}

async function* openMember(
  { path, snapshot }: Input,
  member: string,
  context: OpenContext,
): AsyncGenerator<Uint8Array> {
  const { decodeMember, readMemberData } = await import('../../formats/compression/zip/index.ts');
  const file = await openFile(path, snapshot.name);
  try {
    const [found, second] = (await membersOf(file)).filter((candidate) => candidate.path === member);
    if (found === undefined) throw changed(snapshot.name);
    if (second !== undefined) {
      throw new PipelineError('ambiguous-member', ExitCode.corruptInput, 'the archive holds two files of this name', {
        location: { file: snapshot.name },
        hint: 'unpack the archive and keep one of them',
      });
    }
    const data = watched(readMemberData(file, found), context);
    yield* decompress(decodeMember(file, found, data), snapshot.name);
  } finally {
    await file.close();
  }
}

let lastArchive: { readonly version: string; readonly members: readonly ZipMember[] } | undefined;

/** The members of an archive are opened one after the other: its directory, which may be long, is read but once. */
async function membersOf(file: OpenFile): Promise<readonly ZipMember[]> {
  if (lastArchive?.version !== file.version) {
    const { listMembers } = await import('../../formats/compression/zip/index.ts');
    lastArchive = { version: file.version, members: await listMembers(file) };
  }
  return lastArchive.members;
}

async function* watched(raw: AsyncIterable<Uint8Array>, { signal, onRaw }: OpenContext): AsyncGenerator<Uint8Array> {
  for await (const chunk of raw) {
    signal.throwIfAborted();
    onRaw?.(chunk);
    yield chunk;
  }
  signal.throwIfAborted();
}

function changed(name: string): PipelineError {
  return new PipelineError(
    'changed-input',
    ExitCode.corruptInput,
    'the archive has changed since the run was planned',
    {
      location: { file: name },
      hint: 'run again when nothing writes to it any more',
    },
  );
}

function explained(error: unknown): unknown {
  if (!(error instanceof PipelineError) || error.exitCode !== ExitCode.corruptInput) return error;
  const { code, exitCode, message, location, hint, cause } = error;
  const wayOut = '`on_error: skip` goes on without it';
  return new PipelineError(code, exitCode, message, { location, hint: hint ? `${hint}; ${wayOut}` : wayOut, cause });
}
