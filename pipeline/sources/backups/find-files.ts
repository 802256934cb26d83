/** The `path` option -> files. */
import { type BigIntStats, fstatSync } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { isatty } from 'node:tty';
import { ExitCode, PipelineError, toPipelineError } from '../../errors.ts';
import type { PlanContext } from '../../stage.ts';
import { displayName, listed } from './display-name.ts';
import { eachLimited, FILES_AT_ONCE } from './each-limited.ts';
import { describeAround, listFolder } from './folder.ts';
import { QUARANTINE } from './quarantine.ts';
import { STDIN } from './read-raw.ts';

export interface BackupFile {
  /** Absolute, or `-`. */
  readonly path: string;
  /** What to call it. */
  readonly name: string;
  /** Undefined for pipes. */
  readonly size: number | undefined;
  /** Microseconds since 1970-01-01T00:00:00Z; undefined for pipes. */
  readonly modified: number | undefined;
}

export interface FoundFiles {
  readonly files: readonly BackupFile[];
  readonly problems: readonly PipelineError[];
}

/**
 * Finds the files that patterns name. What a pattern names literally comes before what it means as a glob. A file that is found
 * twice, by two patterns or through a symbolic link, counts once.
 */
export async function findFiles(patterns: readonly string[], context: PlanContext): Promise<FoundFiles> {
  const problems: PipelineError[] = [];
  const paths = new Set<string>();
  for (const pattern of patterns) {
    context.signal.throwIfAborted();
    const found = await pathsOf(pattern).catch((error) => toPipelineError(error));
    if (found instanceof PipelineError) problems.push(found);
    else for (const path of found) paths.add(path);
  }
  const reached = await eachLimited([...paths], FILES_AT_ONCE, (path) =>
    reach(path).catch((error) => unreachable(path, error)),
  );
  const byTarget = new Map<string, BackupFile>();
  const links: string[] = [];
  for (const item of reached) {
    if (item instanceof PipelineError) {
      problems.push(item);
      continue;
    }
    const { file, target } = item;
    const known = byTarget.get(target);
    if (known === undefined || file.path === target) byTarget.set(target, file);
    if (known !== undefined) links.push((file.path === target ? known : file).name);
  }
  if (links.length > 0) {
    context.warn('linked-twice', `left out as links to other inputs: ${listed(links)}`);
  }
  return { files: [...byTarget.values()], problems };
}

async function pathsOf(pattern: string): Promise<readonly string[]> {
  if (pattern === STDIN || pattern === '/dev/stdin') return [STDIN];
  const path = resolve(pattern);
  const stats = await stat(path).catch(() => undefined);
  if (stats !== undefined) return stats.isDirectory() ? filesIn(path) : [path];
  const { isDynamicPattern } = await import('tinyglobby');
  if (isDynamicPattern(pattern)) return filesMatching(path);
  throw await missing(path);
}

async function filesIn(folder: string): Promise<string[]> {
  const { files, folders } = await listFolder(folder);
  if (files.length > 0) return files.map((name) => join(folder, name));
  const name = displayName(folder);
  throw new PipelineError('no-input', ExitCode.missingInput, `expected backups in the folder ${name}, found no files`, {
    location: { file: name },
    hint: folders.length > 0 ? `${join(name, '**')} takes the files of the folders in it` : 'check the option `path`',
  });
}

async function filesMatching(pattern: string): Promise<string[]> {
  const { glob, isDynamicPattern } = await import('tinyglobby');
  // What stands before the first wildcard is a folder, whatever characters it is spelt with.
  const steps = pattern.split('/');
  const fixed = steps.findIndex((step) => isDynamicPattern(step) || step.includes('{'));
  const folder = steps.slice(0, fixed).join('/').replace(/\\(.)/g, '$1') || '/';
  const found = await glob(steps.slice(fixed).join('/'), { cwd: folder, expandDirectories: false });
  const paths = found
    .filter((path) => !dirname(path).split('/').includes(QUARANTINE))
    .map((path) => join(folder, path));
  if (paths.length > 0) return paths;
  throw new PipelineError('no-input', ExitCode.missingInput, `no file matches ${displayName(pattern)}`, {
    location: { file: displayName(pattern) },
    hint: await describeAround(folder),
  });
}

async function missing(path: string): Promise<PipelineError> {
  return new PipelineError('missing-file', ExitCode.missingInput, `no such file or folder: ${displayName(path)}`, {
    location: { file: displayName(path) },
    hint: await describeAround(path),
  });
}

async function reach(path: string): Promise<{ file: BackupFile; target: string }> {
  if (path !== STDIN) {
    const stats = await stat(path, { bigint: true });
    const file = { path, name: displayName(path), ...sizeAndTime(stats) };
    // The pipe of a process substitution has no real path.
    return { file, target: stats.isFile() ? await realpath(path) : path };
  }
  if (isatty(0)) {
    throw new PipelineError(
      'stdin-is-a-terminal',
      ExitCode.usage,
      'expected a backup on standard input, found a terminal',
      {
        hint: 'pipe a backup into it, or name a file in `path`',
      },
    );
  }
  return { file: { path, name: 'standard input', ...sizeAndTime(fstatSync(0, { bigint: true })) }, target: path };
}

function sizeAndTime(stats: BigIntStats): Pick<BackupFile, 'size' | 'modified'> {
  if (!stats.isFile()) return { size: undefined, modified: undefined };
  return { size: Number(stats.size), modified: Number(stats.mtimeNs / 1000n) };
}

function unreachable(path: string, error: unknown): PipelineError {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') return toPipelineError(error);
  const name = displayName(path);
  return new PipelineError(
    'missing-file',
    ExitCode.missingInput,
    `no such file: ${name}, or a symbolic link to nothing`,
    {
      location: { file: name },
      cause: error,
    },
  );
}
