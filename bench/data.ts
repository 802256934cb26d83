/** The inputs of the bench: backups of an invented cloud, made once and kept in bench/data. */
import { execFileSync } from 'node:child_process';
import { existsSync, linkSync, readdirSync, renameSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inventCloud, writeBackups } from '../fixtures/index.ts';

const DATA = fileURLToPath(new URL('./data/', import.meta.url));

/** A folder with `count` plain backups of `size` bytes each; tables that nobody needs make up most of them. */
export async function plainBackups(count: number, size: number): Promise<string> {
  const folder = join(DATA, `plain-${count}x${size / 1e6}MB`);
  if (!existsSync(folder)) {
    const cloud = inventCloud({ seed: 'bench', hosts: 40, snapshots: count });
    const draft = `${folder}.draft`;
    await rm(draft, { recursive: true, force: true });
    await mkdir(draft, { recursive: true });
    await writeBackups(cloud, { out: draft, size, style: 'mariadb' });
    renameSync(draft, folder);
  }
  return folder;
}

/** One backup under many names: as much to read as so many backups, without their room on the disk. */
export async function underManyNames(plain: string, count: number): Promise<string> {
  const folder = `${plain}-${count}-names`;
  if (!existsSync(folder)) {
    const draft = `${folder}.draft`;
    await rm(draft, { recursive: true, force: true });
    await mkdir(draft);
    const [file = ''] = readdirSync(plain);
    for (let i = 0; i < count; i++) {
      const time = `20200101-${String(i).padStart(6, '0')}`;
      linkSync(join(plain, file), join(draft, `mysql_backup_${time}.sql`));
    }
    renameSync(draft, folder);
  }
  return folder;
}

/** How each tool is called to compress; xz's own choice would take minutes. */
const COMPRESS = { gzip: 'gzip -q', bzip2: 'bzip2 -q', zstd: 'zstd -q --rm', xz: 'xz -q -1' };

/** The same backups, compressed by a tool of the system. */
export async function compressedBackups(plain: string, tool: keyof typeof COMPRESS): Promise<string> {
  const folder = plain.replace('plain-', `${tool}-`);
  if (!existsSync(folder)) {
    const draft = `${folder}.draft`;
    execFileSync('bash', ['-c', `rm -rf ${draft} && cp -rp ${plain} ${draft} && ${COMPRESS[tool]} ${draft}/*`]);
    renameSync(draft, folder);
  }
  return folder;
}

export const has = (tool: string): boolean => {
  try {
    execFileSync('bash', ['-c', `command -v ${tool}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};
