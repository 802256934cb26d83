import { lstat, mkdir, open, realpath, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Input, PlanContext } from '../../stage.ts';
import { displayName } from './display-name.ts';

/** The folder, beside the file, that unreadable backups are moved to. Globs do not look into it. */
export const QUARANTINE = 'quarantine';

/**
 * Moves an unreadable backup into a folder `quarantine` beside it and writes down why, in a file `<name>.reason.txt`. What cannot be
 * moved (a pipe, a member of a zip archive, a file in a folder that is read-only) stays where it is, with a warning.
 */
export async function quarantineInput(
  input: Input,
  reason: string,
  { warn }: Pick<PlanContext, 'warn'>,
): Promise<void> {
  const { path, member, snapshot } = input;
  if (member !== undefined) return warn('not-quarantined', `${snapshot.name} stays in its archive`);
  try {
    const stats = await lstat(path);
    if (!stats.isFile() && !stats.isSymbolicLink()) throw new Error('it is not a file');
    const folder = join(dirname(path), QUARANTINE);
    await mkdir(folder, { recursive: true });
    const target = await reserve(join(folder, basename(path)));
    try {
      await (stats.isSymbolicLink() ? moveLink(path, target) : rename(path, target));
    } catch (error) {
      await rm(target, { force: true });
      throw error;
    }
    await writeFile(`${target}.reason.txt`, `${reason}\n`);
    warn('quarantined', `${snapshot.name} was moved to ${displayName(target)}`);
  } catch (error) {
    warn('not-quarantined', `${snapshot.name} stays where it is: ${(error as Error).message}`);
  }
}

/** Creates an empty file of this name, or of the first free one made from it: what is there already must not be overwritten. */
async function reserve(wanted: string): Promise<string> {
  for (let n = 1; ; n++) {
    const path = n === 1 ? wanted : `${wanted}.${n}`;
    try {
      await (await open(path, 'wx')).close();
      return path;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

/** A relative link would point to nothing from another folder. */
async function moveLink(path: string, target: string): Promise<void> {
  const file = await realpath(path);
  await rm(target);
  await symlink(file, target);
  await rm(path);
}
