import { Readable } from 'node:stream';
import type { File as Entry } from 'unzipper';
import { damaged, type RandomAccess, readEndRecord } from './end-record.ts';

/** A file in a zip archive, as its directory describes it. */
export interface ZipMember {
  /** Its path in the archive. */
  readonly path: string;
  /** APPNOTE 4.4.5. */
  readonly method: number;
  readonly encrypted: boolean;
  readonly crc32: number;
  readonly compressedSize: number;
  readonly size: number;
  /** Where its local header lies. */
  readonly headerOffset: number;
  /** Its time of modification on the clock of who packed it, in whole (even) seconds, as if that clock showed UTC: ms since 1970. */
  readonly modified: number;
}

const ENTRY_SIGNATURE = 0x02014b50;
const ENTRY_SIZE = 46;
const ENCRYPTED = 1;

/**
 * The files in a zip archive, in the order of its directory. Folders are left out, and so is what macOS and file managers add
 * (`__MACOSX/`, names that begin with a dot).
 *
 * @throws PipelineError `corrupt-zip`, `truncated-zip`; `unsupported-zip` for split archives.
 */
export async function listMembers(file: RandomAccess): Promise<ZipMember[]> {
  const end = await readEndRecord(file);
  const directory = await file.read(end.directoryOffset, file.size - end.directoryOffset);
  const entries = await parse(file, directory, end.directoryOffset, end.offset);
  let length = 0;
  for (const entry of entries) {
    if (entry.signature !== ENTRY_SIGNATURE)
      throw damaged(file, end.directoryOffset + length, 'an entry of its directory is missing');
    length += ENTRY_SIZE + entry.fileNameLength + entry.extraFieldLength + entry.fileCommentLength;
  }
  if (length !== end.directorySize)
    throw damaged(file, end.directoryOffset, 'its directory and its end do not fit together');
  return entries.filter(({ path }) => isContent(path)).map(toMember);
}

/**
 * Leaves the parsing to unzipper, which is given the directory from memory only: on a file of its own it would keep descriptors open,
 * and an error while reading would end the process.
 */
async function parse(file: RandomAccess, directory: Buffer, offset: number, endOffset: number): Promise<Entry[]> {
  const { Open } = (await import('unzipper')).default;
  const source = {
    size: async () => file.size,
    stream: (from: number) => Readable.from([directory.subarray(Math.max(0, from - offset))], { objectMode: false }),
  };
  try {
    // With the tail cut here, it finds the end record where we found it, and not in a comment that looks like one.
    const open = Open.custom as (from: typeof source, options: { tailSize: number }) => ReturnType<typeof Open.custom>;
    const { files } = await open(source, { tailSize: file.size - endOffset });
    return files;
  } catch (error) {
    throw damaged(file, offset, 'its directory cannot be read', error);
  }
}

function isContent(path: string): boolean {
  const names = path.split(/[/\\]/);
  return names.at(-1) !== '' && !names.at(-1)!.startsWith('.') && names[0] !== '__MACOSX';
}

function toMember(entry: Entry): ZipMember {
  return {
    path: entry.path,
    method: entry.compressionMethod,
    encrypted: (entry.flags & ENCRYPTED) !== 0,
    crc32: entry.crc32,
    compressedSize: entry.compressedSize,
    size: entry.uncompressedSize,
    headerOffset: entry.offsetToLocalFileHeader,
    modified: dosTime(entry.lastModifiedDate, entry.lastModifiedTime),
  };
}

const dosTime = (date: number, time: number): number =>
  Date.UTC(1980 + (date >> 9), ((date >> 5) & 15) - 1, date & 31, time >> 11, (time >> 5) & 63, (time & 31) * 2);
