/** `npm run bench`: this program beside well-known tools, as ratios. See README.md in this folder. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { Command } from 'commander';
import { archives, type Comparison, comparisons, FULL, QUICK, startUp } from './comparisons.ts';
import { has } from './data.ts';
import { alternate, type Cost, measure, type Summary, summarise } from './measure.ts';

const RECORDED = new URL('./recorded.json', import.meta.url);

const program = new Command('bench')
  .option('--quick', 'small inputs; fails when a ratio is more than twice the recorded one')
  .option('--runs <count>', 'counted runs of each command', Number)
  .option('--record', 'keep these ratios as those to compare with')
  .option('--only <text>', 'only comparisons whose name holds this; `memory` for the memory alone')
  .parse();
const { quick = false, runs = quick ? 3 : 5, record = false, only = '' } = program.opts();

interface Result {
  readonly name: string;
  readonly ratio: Summary;
  readonly ours: Summary;
  readonly theirs: Summary;
}

const starts = await repeat(await startUp(), runs);
const results: Result[] = [];
for (const comparison of only === 'memory' ? [] : await comparisons(quick ? QUICK : FULL)) {
  if (!comparison.name.includes(only) || (quick && comparison.largeOnly)) continue;
  const missing = comparison.needs.filter((tool) => !has(tool));
  if (missing.length > 0) console.log(`${comparison.name}: skipped, no ${missing.join(', ')}`);
  else results.push(show(await compare(comparison)));
}

const memory: { name: string; memory: Summary; wall: Summary }[] = [];
for (const { name, command } of only === 'memory' || only === '' ? await archives(quick) : []) {
  const costs = await repeat(command, quick ? 1 : 3);
  const own = { name, memory: summarise(costs.map((c) => c.memory)), wall: summarise(costs.map((c) => c.wall)) };
  memory.push(own);
  console.log(`memory, ${name}: peak ${(own.memory.median / 1e6).toFixed(0)} MB, ${own.wall.median.toFixed(2)} s`);
}
if (memory.length === 2) {
  const growth = memory[1]!.memory.median / memory[0]!.memory.median;
  console.log(`memory, large archive / small one: ${growth.toFixed(2)}`);
}

const history = new URL('./history/', import.meta.url);
await mkdir(history, { recursive: true });
const report = {
  date: new Date().toISOString(),
  node: process.version,
  cpu: cpus()[0]?.model,
  quick,
  runs,
  results,
  memory,
};
await writeFile(
  new URL(`${report.date.replace(/[:.]/g, '-')}.json`, history),
  `${JSON.stringify(report, undefined, 2)}\n`,
);
if (record) await recordRatios();
else if (quick) await holdAgainstRecorded();

async function compare({ name, ours, theirs, figure, lessStartUp }: Comparison): Promise<Result> {
  const { a, b } = await alternate(ours, theirs, runs);
  // Small inputs would tell more of the start of a process than of anything else.
  const start = quick || lessStartUp ? summarise(starts.map((cost) => cost[figure])).median : 0;
  const own = a.map((cost) => Math.max(cost[figure] - start, 0.001));
  const other = b.map((cost) => Math.max(cost[figure], 0.001));
  return {
    name,
    ours: summarise(own),
    theirs: summarise(other),
    ratio: summarise(own.map((value, i) => value / other[i]!)),
  };
}

function show(result: Result): Result {
  const { name, ratio, ours, theirs } = result;
  const spread = `${ratio.least.toFixed(2)} to ${ratio.most.toFixed(2)}`;
  console.log(
    `${name}: ${ratio.median.toFixed(2)} (${spread}); ${ours.median.toFixed(2)} s against ${theirs.median.toFixed(2)} s`,
  );
  return result;
}

async function repeat(command: string, times: number): Promise<Cost[]> {
  const costs: Cost[] = [];
  for (let i = 0; i < times; i++) costs.push(await measure(command));
  return costs;
}

async function recordRatios(): Promise<void> {
  const ratios = Object.fromEntries(results.map(({ name, ratio }) => [name, Number(ratio.median.toFixed(2))]));
  await writeFile(RECORDED, `${JSON.stringify(ratios, undefined, 2)}\n`);
}

/** On a busy machine single ratios stray; twice the recorded one is a real loss. */
async function holdAgainstRecorded(): Promise<void> {
  const recorded = JSON.parse(await readFile(RECORDED, 'utf8')) as Record<string, number>;
  for (const { name, ratio } of results) {
    const known = recorded[name];
    if (known === undefined || ratio.median <= 2 * known) continue;
    console.error(`${name}: ${ratio.median.toFixed(2)} is more than twice the recorded ${known}`);
    process.exitCode = 1;
  }
}
