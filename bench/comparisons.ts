import { readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compressedBackups, has, plainBackups } from './data.ts';

const CLI = fileURLToPath(new URL('../dist/pipeline/cli/main.js', import.meta.url));

/** Ours against a well-known tool over the same input. */
export interface Comparison {
  readonly name: string;
  readonly ours: string;
  readonly theirs: string;
  readonly figure: 'wall' | 'cpu';
  /** Programs without which there is nothing to compare with. */
  readonly needs: readonly string[];
  /** Subtract what a run over next to nothing costs: for inputs that are read faster than a process starts. */
  readonly lessStartUp?: boolean;
  /** Small inputs are read faster than a clock can tell. */
  readonly largeOnly?: boolean;
}

export interface Sizes {
  /** Bytes of a single large backup. */
  readonly large: number;
  /** How many backups of `small` bytes stand for an archive. */
  readonly count: number;
  readonly small: number;
}

export const FULL: Sizes = { large: 200e6, count: 8, small: 50e6 };
export const QUICK: Sizes = { large: 30e6, count: 4, small: 10e6 };

/** What a run over almost nothing is, to know what starting costs. */
export async function startUp(): Promise<string> {
  return run(await plainBackups(1, 100e3), 1);
}

export async function comparisons({ large, count, small }: Sizes): Promise<Comparison[]> {
  const one = await plainBackups(1, large);
  const many = await plainBackups(count, small);
  const gzip = await compressedBackups(one, 'gzip');
  const gzips = await compressedBackups(many, 'gzip');
  const list: Comparison[] = [
    {
      name: 'plain, 1 file: CPU / wc -l',
      ours: await run(one, 1),
      theirs: `wc -l ${only(one)}`,
      figure: 'cpu',
      needs: ['wc'],
      lessStartUp: true,
      largeOnly: true,
    },
    {
      name: 'gz, 1 file / gzip -dc',
      ours: await run(gzip, 2),
      theirs: `gzip -dc ${only(gzip)}`,
      figure: 'wall',
      needs: ['gzip'],
    },
    {
      name: 'gz, many files, 2 workers / 2 parallel gzip -dc | sed',
      ours: await run(gzips, 2),
      theirs: parallel(gzips, 'gzip -dc'),
      figure: 'wall',
      needs: ['gzip', 'sed', 'xargs'],
    },
  ];
  if (!has('bzip2')) return list;
  const bzip2 = await compressedBackups(one, 'bzip2');
  const bzip2s = await compressedBackups(many, 'bzip2');
  list.push(
    {
      name: 'bz2, 1 file, 1 core / bzip2 -dc',
      ours: await run(bzip2, 1),
      theirs: `bzip2 -dc ${only(bzip2)}`,
      figure: 'cpu',
      needs: ['bzip2'],
    },
    {
      name: 'bz2, 1 file, 2 cores / lbzip2 -n2 -dc',
      ours: await run(bzip2, 2),
      theirs: `lbzip2 -n2 -dc ${only(bzip2)}`,
      figure: 'wall',
      needs: ['lbzip2'],
    },
    {
      name: 'bz2, many files, 2 cores / lbzip2 -n2 -dc',
      ours: await run(bzip2s, 2),
      theirs: `for f in ${bzip2s}/*; do lbzip2 -n2 -dc "$f"; done`,
      figure: 'wall',
      needs: ['lbzip2'],
    },
    {
      name: 'bz2, 1 file, 2 cores / bzip2 -dc | sed',
      ours: await run(bzip2, 2),
      theirs: `bzip2 -dc ${only(bzip2)} | ${SED}`,
      figure: 'wall',
      needs: ['bzip2', 'sed'],
    },
  );
  return list;
}

/** The memory of a small archive and of a large one: it should be the same. */
export async function archives(quick: boolean): Promise<{ name: string; command: string }[]> {
  const sizes = quick
    ? [
        [4, 2e6],
        [8, 20e6],
      ]
    : [
        [10, 10e6],
        [40, 100e6],
      ];
  return Promise.all(
    sizes.map(async ([count, size]) => ({
      name: `${count} backups of ${(size as number) / 1e6} MB`,
      command: await run(await plainBackups(count as number, size as number), 2),
    })),
  );
}

/** How Star Compactor cuts the databases it needs out of a dump, before it loads them into a server. */
const SED = "sed -n '/^-- Current Database: `nova`/,/^-- Current Database: `/p'";

const parallel = (folder: string, decompress: string) =>
  `ls ${folder}/* | xargs -P2 -I{} sh -c "${decompress} {} | ${SED.replace(/`/g, '\\`')}"`;

const only = (folder: string): string => join(folder, readdirSync(folder)[0] as string);

/** Our command over a folder of backups; the trace goes nowhere, and there is no manifest, since SHA-256 alone is slower than wc. */
async function run(folder: string, workers: number): Promise<string> {
  const file = `${folder}.yaml`;
  await writeFile(
    file,
    String.raw`manifest: false
stages:
  - backups: { path: ${folder}, timestamp: 'mysql_backup_(\d{8})-(\d{6})' }
  - sql-dump
  - machine-events: { cloud: vm, rack: { regex: '(\w\d{2})-(\d{2})\.', group: 1 } }
  - mask: { method: none }
  - csv
`,
  );
  return `${process.execPath} ${CLI} run ${file} --quiet --workers ${workers}`;
}
