/** The indexes of backups that were read before: one small file each, named by a hash of the content that it is about. */
import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { BlockTable } from './block-table.ts';

export interface BackupIndex {
  readonly version: 1;
  readonly blocks: BlockTable;
  /** What the reader left. */
  readonly notes: unknown;
}

/** Where indexes are kept unless the user says otherwise: the folder that the XDG Base Directory Specification has for such files. */
export function defaultIndexFolder(): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'sc-pipeline', 'seek');
}

/** Undefined when there is none that can be used: one that is damaged, or by another version, is as good as none. */
export async function loadIndex(folder: string, key: string): Promise<BackupIndex | undefined> {
  try {
    // gzip's checksum tells a damaged file.
    const text = await promisify(gunzip)(await readFile(fileOf(folder, key)));
    const index = JSON.parse(text.toString()) as BackupIndex;
    return index.version === 1 ? index : undefined;
  } catch {
    return undefined;
  }
}

/** Whole or not at all, for nobody else to read. Two runs may do it at once: both write the same. */
export async function saveIndex(folder: string, key: string, index: BackupIndex): Promise<void> {
  const path = fileOf(folder, key);
  const draft = `${path}.${randomUUID()}.tmp`;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  try {
    const file = await open(draft, 'wx', 0o600);
    try {
      await file.writeFile(await promisify(gzip)(JSON.stringify(index)));
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

const fileOf = (folder: string, key: string): string => join(folder, `${key}.json.gz`);
