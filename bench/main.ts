/** `npm run bench`: this program beside well-known tools, as ratios. See README.md in this folder. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { Command } from 'commander';
import { compare, type Result } from './compare.ts';
import { type Comparison, comparisons, FULL, only, QUICK } from './comparisons.ts';
import { compressedBackups, has, plainBackups } from './data.ts';
import { growth } from './growth.ts';
import { LIVE, liveComparison, liveGrowth } from './live-database.ts';
import { type Scanning, scanning } from './scanning.ts';

const RECORDED = new URL('./recorded.json', import.meta.url);

const program = new Command('bench')
  .option('--quick', 'small inputs; fails when a ratio of processor times is more than twice the recorded one')
  .option('--runs <count>', 'counted runs of each command', Number)
  .option('--huge', 'ten million live events besides: some minutes and gigabytes more')
  .option('--record', 'keep these ratios as those to compare with')
  .option('--only <text>', 'only what has this in its name; `memory` for memory and growth, `scan` for the scanner')
  .parse();
const { quick = false, huge = false, runs = quick ? 3 : 5, record = false, only: part = '' } = program.opts();
const sizes = quick ? QUICK : FULL;
const isWanted = (name: string) => name.includes(part);

const results: Result[] = [];
if (!['memory', 'scan'].includes(part)) {
  console.log('ratio (of neighbouring runs), very good: met or missed; CPU less start-up; least times\n');
  for (const comparison of await comparisons(sizes)) if (isWanted(comparison.name)) await hold(comparison);
}
if (isWanted(LIVE) && has('mariadbd')) {
  await hold(await liveComparison(quick));
  await liveGrowth([100_000, ...(quick ? [] : [1_000_000]), ...(huge ? [10_000_000] : [])]);
}

let scanned: Scanning | undefined;
if (isWanted('scan') && has('bzip2')) {
  scanned = await scanning(only(await compressedBackups(await plainBackups(1, sizes.large), 'bzip2')), runs);
  const share = 100 * scanned.shareOfBzip2;
  console.log(`scan + tokenise, share of bz2 CPU: ${share.toFixed(1)} %, very good 2 %: ${verdict(share <= 2)}`);
  console.log(`rows of a needed table, read: ${(scanned.rowsPerSecond / 1e6).toFixed(2)} million a CPU second`);
}
const grown = isWanted('memory') ? await growth(quick) : undefined;

const report = {
  date: new Date().toISOString(),
  node: process.version,
  cpu: cpus()[0]?.model,
  quick,
  runs,
  results,
  scanned,
  grown,
};
const history = new URL('./history/', import.meta.url);
await mkdir(history, { recursive: true });
const name = `${report.date.replace(/[:.]/g, '-')}.json`;
await writeFile(new URL(name, history), `${JSON.stringify(report, undefined, 2)}\n`);
if (record) await recordRatios();
else if (quick) await holdAgainstRecorded();

async function hold(comparison: Comparison): Promise<void> {
  const missing = comparison.needs.filter((tool) => !has(tool));
  if (missing.length > 0) return console.log(`${comparison.name}: skipped, no ${missing.join(', ')}`);
  const result = await compare(comparison, runs);
  results.push(result);
  const { ratio, veryGood, met, cpu, seconds } = result;
  console.log(
    `${result.name}: ${ratio.best.toFixed(2)} (${ratio.least.toFixed(2)} to ${ratio.most.toFixed(2)}), ` +
      `very good ${veryGood}: ${verdict(met)}; CPU ${cpu.best.toFixed(2)}; ` +
      `${seconds.ours.toFixed(2)} s, of which start-up ${seconds.startUp.toFixed(2)}, against ${seconds.theirs.toFixed(2)} s`,
  );
}

function verdict(met: boolean): string {
  if (quick) return 'not told by small inputs';
  return met ? 'met' : 'missed';
}

async function recordRatios(): Promise<void> {
  const ratios = Object.fromEntries(
    results.filter(({ isLong }) => isLong).map((result) => [result.name, Number(result.cpu.best.toFixed(2))]),
  );
  await writeFile(RECORDED, `${JSON.stringify(ratios, undefined, 2)}\n`);
}

/** Processor times, start-up taken off, the least of several runs: what other work on the machine changes least. */
async function holdAgainstRecorded(): Promise<void> {
  const recorded = JSON.parse(await readFile(RECORDED, 'utf8')) as Record<string, number>;
  for (const { name, cpu, isLong } of results) {
    const known = recorded[name];
    if (known === undefined || !isLong || cpu.best <= 2 * known) continue;
    console.error(`${name}: ${cpu.best.toFixed(2)} of the CPU time is more than twice the recorded ${known}`);
    process.exitCode = 1;
  }
}
