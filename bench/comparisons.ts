/** The rows of the bench: ours against a well-known tool over the same input, and what would be very good. */
import { readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compressedBackups, has, plainBackups, underManyNames } from './data.ts';

const CLI = fileURLToPath(new URL('../dist/pipeline/cli/main.js', import.meta.url));
const INDEX = fileURLToPath(new URL('./data/seek-index/', import.meta.url));

export interface Comparison {
  readonly name: string;
  /** The ratio that is aimed at. */
  readonly veryGood: number;
  readonly ours: Run;
  /** A shell command, or another run of ours. */
  readonly theirs: string | Run;
  readonly figure: 'wall' | 'cpu';
  /** The ratio is meant without what starting costs: reading takes less than that. */
  readonly lessStartUp?: boolean;
  /** Programs without which there is nothing to compare with. */
  readonly needs: readonly string[];
}

/** A run of the pipeline over a folder of backups; the trace goes nowhere. */
export interface Run {
  readonly command: string;
  /** The same over backups with next to nothing in them: what it costs to start with so many inputs and workers. */
  readonly startUp: string;
}

export interface Sizes {
  /** Bytes of a single large backup. */
  readonly large: number;
  /** How many backups of `small` bytes stand for an archive. */
  readonly count: number;
  readonly small: number;
  /** Records in memory, for what comes after reading. */
  readonly records: number;
}

export const FULL: Sizes = { large: 200e6, count: 8, small: 50e6, records: 100_000 };
/** Nearly every other program works for 0.3 s or more: the times of starting, which are taken off ours, vary by some hundredths. */
export const QUICK: Sizes = { large: 100e6, count: 4, small: 25e6, records: 25_000 };
const NAMES = 16;

export async function comparisons({ large, count, small, records }: Sizes): Promise<Comparison[]> {
  const one = await plainBackups(1, large);
  const many = await plainBackups(count, small);
  const gzip = await compressedBackups(one, 'gzip');
  const gzips = await compressedBackups(many, 'gzip');
  const overGzip = await runOver(gzip, 2);
  const names = await underManyNames(one, NAMES);
  const list: Comparison[] = [
    {
      name: 'plain, 1 file / wc -l (CPU)',
      veryGood: 0.7,
      ours: await runOver(one, 1),
      theirs: `wc -l ${only(one)}`,
      figure: 'cpu',
      lessStartUp: true,
      needs: ['wc'],
    },
    {
      name: `plain, ${NAMES} files / wc -l (CPU)`,
      veryGood: 0.7,
      ours: await runOver(names, 1),
      theirs: `wc -l ${names}/*`,
      figure: 'cpu',
      lessStartUp: true,
      needs: ['wc'],
    },
    ...['gzip', 'pigz'].map(
      (tool): Comparison => ({
        name: `gz, 1 file / ${tool} -dc`,
        veryGood: tool === 'gzip' ? 0.55 : 1,
        ours: overGzip,
        theirs: `${tool} -dc ${only(gzip)}`,
        figure: 'wall',
        needs: [tool],
      }),
    ),
    {
      name: 'gz, many files, 2 workers / 2 parallel gzip -dc | sed',
      veryGood: 0.55,
      ours: await runOver(gzips, 2),
      theirs: parallel(gzips, 'gzip -dc'),
      figure: 'wall',
      needs: ['gzip', 'sed', 'xargs'],
    },
  ];
  list.push(...['sha2-salted', 'hmac-sha256'].map((method) => masking(method, records)), leakScan(records));
  for (const [tool, extension, veryGood] of [
    ['zstd', 'zst', 7],
    ['xz', 'xz', 1.6],
  ] as const) {
    if (!has(tool)) continue;
    const compressed = await compressedBackups(one, tool);
    list.push({
      name: `${extension}, 1 file / ${tool} -dc`,
      veryGood,
      ours: await runOver(compressed, 2),
      theirs: `${tool} -dc ${only(compressed)}`,
      figure: 'wall',
      needs: [tool],
    });
  }
  if (!has('bzip2')) return list;
  const bzip2 = await compressedBackups(one, 'bzip2');
  const bzip2s = await compressedBackups(many, 'bzip2');
  list.push(
    {
      name: 'bz2, 1 file, 1 core / bzip2 -dc (CPU)',
      veryGood: 0.7,
      ours: await runOver(bzip2, 1),
      theirs: `bzip2 -dc ${only(bzip2)}`,
      figure: 'cpu',
      needs: ['bzip2'],
    },
    {
      name: 'bz2, 1 file, 2 cores / lbzip2 -n2 -dc',
      veryGood: 1,
      ours: await runOver(bzip2, 2),
      theirs: `lbzip2 -n2 -dc ${only(bzip2)}`,
      figure: 'wall',
      needs: ['lbzip2'],
    },
    {
      name: 'bz2, many files, 2 cores / lbzip2 -n2 -dc',
      veryGood: 0.9,
      ours: await runOver(bzip2s, 2),
      theirs: `for f in ${bzip2s}/*; do lbzip2 -n2 -dc "$f"; done`,
      figure: 'wall',
      needs: ['lbzip2'],
    },
    {
      name: 'bz2, 1 file, 2 cores / bzip2 -dc | sed',
      veryGood: 0.37,
      ours: await runOver(bzip2, 2),
      theirs: `bzip2 -dc ${only(bzip2)} | ${SED}`,
      figure: 'wall',
      needs: ['bzip2', 'sed'],
    },
    {
      name: 'bz2, read before with seek: true / without, 1 core (CPU)',
      veryGood: 0.15,
      ours: await runOver(bzip2, 1, `, seek: true, seek_index: ${INDEX}`),
      theirs: await runOver(bzip2, 1),
      figure: 'cpu',
      lessStartUp: true,
      needs: [],
    },
  );
  return list;
}

const MASK_CHAIN = fileURLToPath(new URL('./mask-chain.ts', import.meta.url));

/** Records that are there already, through the chain of a run. */
function chain(how: string, records: number): Run {
  const command = (count: number) => `${process.execPath} --import tsx ${MASK_CHAIN} ${how} ${count}`;
  return { command: command(records), startUp: command(0) };
}

/** What masking adds. */
function masking(method: string, records: number): Comparison {
  return {
    name: `mask, ${method} / none (CPU)`,
    veryGood: 1.25,
    ours: chain(`${method} scanned`, records),
    theirs: chain('none scanned', records),
    figure: 'cpu',
    lessStartUp: true,
    needs: [],
  };
}

/** What the leak scanner adds, which no run is without. */
function leakScan(records: number): Comparison {
  return {
    name: 'leak scanner, with / without (CPU)',
    veryGood: 1.25,
    ours: chain('sha2-salted scanned', records),
    theirs: chain('sha2-salted unscanned', records),
    figure: 'cpu',
    lessStartUp: true,
    needs: [],
  };
}

/** Archives of several numbers and sizes: what grows with them? */
export async function archives(quick: boolean): Promise<{ name: string; bytes: number; run: Run }[]> {
  const sizes = quick
    ? [
        [4, 2e6],
        [16, 2e6],
        [4, 20e6],
      ]
    : [
        [10, 10e6],
        [40, 10e6],
        [10, 100e6],
        [40, 100e6],
      ];
  return Promise.all(
    sizes.map(async ([count = 0, size = 0]) => ({
      name: `${count} x ${size / 1e6} MB`,
      bytes: count * size,
      run: await runOver(await plainBackups(count, size), 2),
    })),
  );
}

/** The same archive with one worker and with three. */
export async function workers(quick: boolean): Promise<{ one: Run; three: Run }> {
  const { count, small } = quick ? QUICK : FULL;
  const plain = await plainBackups(count, small);
  const folder = has('bzip2') ? await compressedBackups(plain, 'bzip2') : plain;
  return { one: await runOver(folder, 1), three: await runOver(folder, 3) };
}

/** How Star Compactor cuts the databases it needs out of a dump, before it loads them into a server. */
const SED = "sed -n '/^-- Current Database: `nova`/,/^-- Current Database: `/p'";

const parallel = (folder: string, decompress: string) =>
  `ls ${folder}/* | xargs -P2 -I{} sh -c "${decompress} {} | ${SED.replace(/`/g, '\\`')}"`;

export const only = (folder: string): string => join(folder, readdirSync(folder)[0] as string);

/** No manifest: SHA-256 of the input alone is slower than wc. */
async function runOver(folder: string, workers: number, options = ''): Promise<Run> {
  const command = async (path: string) => {
    const file = `${path.replace(/\/$/, '')}${options && '-seek'}.yaml`;
    await writeFile(
      file,
      String.raw`manifest: false
stages:
  - backups: { path: ${path}, timestamp: 'mysql_backup_(\d{8})-(\d{6})'${options} }
  - sql-dump
  - machine-events: { cloud: vm, rack: { regex: '(\w\d{2})-(\d{2})\.', group: 1 } }
  - mask: { method: none }
  - csv
`,
    );
    return `${process.execPath} ${CLI} run ${file} --quiet --workers ${workers}`;
  };
  const tiny = await plainBackups(readdirSync(folder).length, 100e3);
  const almostNothing = has('bzip2') && folder.includes('bzip2-') ? await compressedBackups(tiny, 'bzip2') : tiny;
  return { command: await command(folder), startUp: await command(almostNothing) };
}
