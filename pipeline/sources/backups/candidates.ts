/** Files -> what may become an input: the file itself, or each member of a zip archive. */
import { basename } from 'node:path';
import { type PipelineError, toPipelineError } from '../../errors.ts';
import { emptyInput, type Format, identify, SNIFF_LENGTH } from '../../formats/compression/index.ts';
import type { RandomAccess } from '../../formats/compression/zip/index.ts';
import { printable } from './display-name.ts';
import { eachLimited, FILES_AT_ONCE } from './each-limited.ts';
import type { BackupFile } from './find-files.ts';
import { openFile } from './open-file.ts';
import { STDIN } from './read-raw.ts';
import { wallClockOf } from './time-zone.ts';

export interface Candidate extends BackupFile {
  readonly member?: string;
  /** Base names to match and to find the time in: a member's before its archive's. None where there is no telling. */
  readonly baseNames: readonly string[];
  /** Known from its first bytes or its archive: why it cannot be read. */
  readonly problem?: PipelineError;
  /** Of a file that was looked into. */
  readonly format?: Format;
  /** Its content is not what its name says. */
  readonly misnamed?: boolean;
}

const FORMAT_BY_SUFFIX: Readonly<Record<string, Format>> = {
  sql: 'plain',
  gz: 'gzip',
  bz2: 'bzip2',
  zst: 'zstd',
  xz: 'xz',
  zip: 'zip',
};

/** @param timezone of the clock of whoever packed a zip archive, for members that have no better time. */
export async function candidatesOf(files: readonly BackupFile[], timezone: string): Promise<Candidate[]> {
  return (await eachLimited(files, FILES_AT_ONCE, (file) => candidatesIn(file, timezone))).flat();
}

async function candidatesIn(file: BackupFile, timezone: string): Promise<Candidate[]> {
  const whole = { ...file, baseNames: file.path === STDIN ? [] : [basename(file.path)] };
  // What comes out of a pipe, or of standard input, can be read only once.
  if (file.size === undefined || file.path === STDIN) return [whole];
  try {
    const opened = await openFile(file.path, file.name);
    try {
      const format = identify(await opened.read(0, SNIFF_LENGTH), file.name);
      if (typeof format !== 'string') return [{ ...whole, problem: format }];
      if (format === 'zip') return await membersOf(opened, file, timezone).catch((error) => broken(file, error));
      const said = FORMAT_BY_SUFFIX[whole.baseNames[0]!.split('.').at(-1)!.toLowerCase()];
      return [{ ...whole, format, misnamed: said !== undefined && said !== format }];
    } finally {
      await opened.close();
    }
  } catch (error) {
    return [{ ...whole, problem: toPipelineError(error) }];
  }
}

async function membersOf(archive: RandomAccess, file: BackupFile, timezone: string): Promise<Candidate[]> {
  const { listMembers, readLocalHeader, whyUnreadable } = await import('../../formats/compression/zip/index.ts');
  const clock = wallClockOf(timezone);
  const candidates: Candidate[] = [];
  for (const member of await listMembers(archive)) {
    const { modified } = await readLocalHeader(archive, member);
    const problem = member.size === 0 ? emptyInput(file.name, 'the member is empty') : whyUnreadable(archive, member);
    candidates.push({
      path: file.path,
      member: member.path,
      name: `${file.name}:${printable(member.path)}`,
      size: member.compressedSize,
      modified: modified === undefined ? clock(member.modified * 1000).time : modified * 1000,
      baseNames: [basename(member.path), basename(file.path)],
      ...(problem !== undefined && { problem }),
    });
  }
  return candidates.length > 0 ? candidates : broken(file, emptyInput(file.name, 'the archive holds no file'));
}

/** An archive that does not show its members: it becomes an input that fails when it is opened. */
const broken = (file: BackupFile, error: unknown): Candidate[] => [
  { ...file, baseNames: [], problem: toPipelineError(error) },
];
