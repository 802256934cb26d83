/** `npm run bench`: this program beside well-known tools, as ratios. See README.md in this folder. */
import { mkdir, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { Command } from 'commander';
import { compare, LONG, type Result } from './compare.ts';
import { type Comparison, comparisons, FULL, only, QUICK } from './comparisons.ts';
import { compressedBackups, has, plainBackups } from './data.ts';
import { growth } from './growth.ts';
import type { Figure } from './judge.ts';
import { LIVE, liveComparison, liveGrowth } from './live-database.ts';
import { holdAgainstRecorded, record } from './recorded.ts';
import { type Scanning, scanning } from './scanning.ts';
import { unchanged } from './unchanged.ts';

const program = new Command('bench')
  .option('--quick', 'small inputs; fails when a ratio of processor times is more than twice the recorded one')
  .option('--runs <count>', 'counted runs of each command', Number)
  .option('--huge', 'ten million live events besides: ten minutes and some gigabytes more')
  .option('--record', 'keep these ratios as those to compare with')
  .option(
    '--only <text>',
    'only what has this in its name; `memory` for memory and growth, `scan` for the scanner, `unchanged` for nights',
  )
  .parse();
const {
  quick = false,
  huge = false,
  runs = quick ? 2 : 5,
  record: isRecording = false,
  only: part = '',
} = program.opts();
const sizes = quick ? QUICK : FULL;
const isWanted = (name: string) => name.includes(part);

const results: Result[] = [];
/** What is judged. */
const figures: Figure[] = [];
if (!['memory', 'scan', 'unchanged'].includes(part)) {
  console.log('ratio (of neighbouring runs), very good: met or missed; CPU less start-up; least times\n');
  for (const comparison of await comparisons(sizes)) if (isWanted(comparison.name)) await hold(comparison);
}
if (isWanted(LIVE) && has('mariadbd')) {
  await hold(await liveComparison(quick ? 100_000 : 1_000_000));
  if (huge) await hold(await liveComparison(10_000_000, `${LIVE}, ten million events`));
  await liveGrowth([100_000, ...(quick ? [] : [1_000_000]), ...(huge ? [10_000_000] : [])]);
}

let scanned: Scanning | undefined;
if (isWanted('scan') && has('bzip2')) {
  const input = only(await compressedBackups(await plainBackups(1, sizes.large), 'bzip2'));
  scanned = await scanning(input, runs);
  const share = 100 * scanned.shareOfBzip2;
  console.log(`scan + tokenise, share of bz2 CPU: ${share.toFixed(1)} %, very good 2 %: ${verdict(share <= 2)}`);
  const again = async (count: number) => (await scanning(input, count)).shareOfBzip2;
  figures.push({ name: 'scan + tokenise / decoding bz2 (CPU)', ratio: scanned.shareOfBzip2, again });
  console.log(`rows of a needed table, read: ${(scanned.rowsPerSecond / 1e6).toFixed(2)} million a CPU second`);
}
const nights = isWanted('unchanged') ? await unchanged(quick ? 10_000 : 60_000, runs) : undefined;
if (nights !== undefined) {
  const { anotherNight, rowByRow } = nights;
  console.log(
    `rows unchanged, another night / the first: ${anotherNight.toFixed(2)} (row by row ${rowByRow.toFixed(2)}), ` +
      `very good 0.2: ${verdict(anotherNight <= 0.2)}`,
  );
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
  nights,
  grown,
};
const history = new URL('./history/', import.meta.url);
await mkdir(history, { recursive: true });
const name = `${report.date.replace(/[:.]/g, '-')}.json`;
await writeFile(new URL(name, history), `${JSON.stringify(report, undefined, 2)}\n`);
if (isRecording) await record(figures, runs);
else if (quick && !(await holdAgainstRecorded(figures, runs))) process.exitCode = 1;

async function hold(comparison: Comparison): Promise<void> {
  const missing = comparison.needs.filter((tool) => !has(tool));
  if (missing.length > 0) return console.log(`${comparison.name}: skipped, no ${missing.join(', ')}`);
  const result = await compare(comparison, runs);
  results.push(result);
  figures.push({
    name: comparison.name,
    ratio: result.cpu.best,
    unfit: result.isLong ? undefined : `the other program works for less than ${LONG} s`,
    again: async (count) => (await compare(comparison, count)).cpu.best,
  });
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
