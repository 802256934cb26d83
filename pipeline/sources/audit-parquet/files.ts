import { readdir, stat } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { glob, isDynamicPattern } from 'tinyglobby';
import { ExitCode, PipelineError } from '../../errors.ts';
import type { TableNeed } from '../../stage.ts';

/** An exported audit table, as far as its name tells. */
export interface TableFile {
  /** Absolute. */
  readonly path: string;
  /** For messages. */
  readonly name: string;
  /**
   * `<database>_<table>`. Both may hold underscores (`nova_cell0`, `compute_nodes`), so only a need can tell where the one ends.
   */
  readonly key: string;
}

const FILE_NAME = /^(?:[^/]+\.)?audit_(?<key>.+)\.parquet$/;
export const FORM = 'openstack_audit.audit_<database>_<table>.parquet';

export const keyOf = ({ database, table }: TableNeed): string => `${database}_${table}`;

/**
 * The exported tables under the paths: files, folders (their files, not those of folders in them) and globs.
 *
 * @param paths absolute.
 * @throws PipelineError `missing-file`, `unknown-file-name` or `duplicate-table`.
 */
export async function findTableFiles(paths: readonly string[]): Promise<TableFile[]> {
  const found = new Map<string, TableFile>();
  for (const path of paths) {
    for (const file of await filesOf(path)) {
      const known = found.get(file.key);
      if (known !== undefined && known.path !== file.path) throw duplicate(known, file);
      found.set(file.key, file);
    }
  }
  return [...found.values()];
}

async function filesOf(path: string): Promise<TableFile[]> {
  const entry = await stat(path).catch(() => undefined);
  if (entry?.isFile()) {
    const file = tableFile(path);
    if (file === undefined) throw unknownName(path);
    return [file];
  }
  const candidates = entry?.isDirectory() ? await filesIn(path) : await matchesOf(path);
  const files = candidates.sort().flatMap((candidate) => tableFile(candidate) ?? []);
  if (files.length === 0) throw nothingFound(path, entry !== undefined, candidates.length);
  return files;
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.filter((entry) => !entry.isDirectory()).map((entry) => join(folder, entry.name));
}

async function matchesOf(pattern: string): Promise<string[]> {
  if (!isDynamicPattern(pattern)) return [];
  return glob(pattern, { absolute: true, expandDirectories: false, onlyFiles: true });
}

function tableFile(path: string): TableFile | undefined {
  const key = FILE_NAME.exec(basename(path))?.groups?.key;
  return key === undefined ? undefined : { path, name: shortName(path), key };
}

/** As the user would write it: from the current folder, where it lies below. */
function shortName(path: string): string {
  const fromHere = relative(process.cwd(), path);
  return fromHere === '' || fromHere.startsWith('..') ? path : fromHere;
}

function duplicate(one: TableFile, other: TableFile): PipelineError {
  return new PipelineError(
    'duplicate-table',
    ExitCode.usage,
    `expected one file per audit table, found two of audit_${one.key}: ${one.name} and ${other.name}`,
    { hint: 'an export holds all rows of its table: name the newest one only' },
  );
}

function unknownName(path: string): PipelineError {
  return new PipelineError(
    'unknown-file-name',
    ExitCode.usage,
    `expected a file named ${FORM}, found ${shortName(path)}`,
    { hint: 'rename the file: which table it holds is told by its name alone' },
  );
}

function nothingFound(path: string, isFolder: boolean, others: number): PipelineError {
  const what = isFolder ? `in the folder ${shortName(path)}` : `at ${shortName(path)}`;
  const instead = others === 0 ? 'nothing' : `${others} ${others === 1 ? 'file' : 'files'} of other names`;
  return new PipelineError(
    'missing-file',
    ExitCode.missingInput,
    `expected files named ${FORM} ${what}, found ${instead}`,
    { hint: 'path: takes a folder, a glob, or a list of files' },
  );
}
