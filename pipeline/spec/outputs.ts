/** The files that a pipeline file would write. */
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ExitCode } from '../errors.ts';
import type { Findings } from './problem.ts';
import type { Place } from './source.ts';

export interface Output {
  /** Absolute, or `-` for standard output. */
  readonly path: string;
  /** Who writes it: a sink's id, or `the manifest`. */
  readonly owner: string;
  readonly place: Place;
}

/** Two writers of one file would leave the work of one; two of standard output a mixture. */
export function reportClashes(outputs: readonly Output[], findings: Findings): void {
  const writers = new Map<string, Output>();
  for (const output of outputs) {
    const other = writers.get(output.path);
    if (other === undefined) {
      writers.set(output.path, output);
      continue;
    }
    const { line } = other.place.source.locate(other.place.offset);
    const where = line === undefined ? '' : ` in line ${line}`;
    const what = output.path === '-' ? 'standard output' : 'this file';
    findings.add(
      'output-clash',
      output.place,
      `${output.owner} would write ${what}, and so does ${other.owner}${where}`,
      {
        hint: output.path === '-' ? 'give one of them a `path`' : 'give each of them a path of its own',
      },
    );
  }
}

/** Looks whether the files can be written, as far as that can be seen without writing. */
export async function checkWritable(outputs: readonly Output[], findings: Findings): Promise<void> {
  for (const { path, place } of outputs) {
    if (path === '-') continue;
    const trouble = await whyUnwritable(path);
    if (trouble === undefined) continue;
    findings.add('unwritable-output', place, trouble.message, { hint: trouble.hint, exitCode: ExitCode.io });
  }
}

async function whyUnwritable(path: string): Promise<{ message: string; hint?: string } | undefined> {
  const folder = await stat(dirname(path)).catch((error: NodeJS.ErrnoException) => error.code ?? 'EIO');
  if (folder === 'ENOENT') return { message: 'the folder of this file does not exist', hint: 'create it first' };
  if (folder === 'ENOTDIR' || (typeof folder !== 'string' && !folder.isDirectory())) {
    return { message: 'a part of this path is a file, not a folder' };
  }
  const file = await stat(path).catch(() => undefined);
  if (file?.isDirectory()) return { message: 'this is a folder', hint: 'add the name of a file' };
  // A file appears by renaming, so its folder has to be writable and not the file itself; a device is written to as it is.
  const isDevice = file !== undefined && !file.isFile();
  const writable = await access(isDevice ? path : dirname(path), constants.W_OK).then(
    () => true,
    () => false,
  );
  return writable ? undefined : { message: `${isDevice ? 'this device' : 'the folder of this file'} is not writable` };
}
