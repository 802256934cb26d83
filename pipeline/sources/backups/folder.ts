import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { compareCodePoints } from '../../formats/code-points.ts';
import { displayName, listed } from './display-name.ts';
import { eachLimited, FILES_AT_ONCE } from './each-limited.ts';
import { nearest } from './nearest.ts';

export interface FolderContent {
  readonly files: readonly string[];
  readonly folders: readonly string[];
}

/** The base names in a folder, without hidden ones. Symbolic links count as what they point to, broken ones as files. */
export async function listFolder(folder: string): Promise<FolderContent> {
  const entries = (await readdir(folder, { withFileTypes: true })).filter(({ name }) => !name.startsWith('.'));
  const kinds = await eachLimited(entries, FILES_AT_ONCE, async (entry) => {
    const target = entry.isSymbolicLink() ? await stat(join(folder, entry.name)).catch(() => undefined) : entry;
    return { name: entry.name, isFolder: target?.isDirectory() === true, isFile: target?.isFile() !== false };
  });
  const names = (wanted: 'isFile' | 'isFolder') =>
    kinds
      .filter((kind) => kind[wanted])
      .map(({ name }) => name)
      .sort(compareCodePoints);
  return { files: names('isFile'), folders: names('isFolder') };
}

/** What there is instead of a path that does not exist, or is no folder with what was looked for in it; one line. */
export async function describeAround(path: string): Promise<string> {
  const content = await listFolder(path).catch(() => undefined);
  if (content !== undefined) return describeFolder(displayName(path), content);
  const above = await listFolder(dirname(path)).catch(() => undefined);
  if (above === undefined) return dirname(path) === path ? 'nothing can be listed' : describeAround(dirname(path));
  const meant = nearest(basename(path), [...above.files, ...above.folders]);
  if (meant !== undefined) return `did you mean ${displayName(join(dirname(path), meant))}?`;
  return describeFolder(displayName(dirname(path)), above);
}

function describeFolder(name: string, { files, folders }: FolderContent): string {
  if (files.length > 0)
    return `${name} holds ${files.length} ${files.length === 1 ? 'file' : 'files'}: ${listed(files)}`;
  return folders.length > 0 ? `${name} holds only folders: ${listed(folders)}` : `${name} is empty`;
}
