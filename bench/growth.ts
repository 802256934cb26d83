/** What grows with the number and the size of the backups, and with the number of workers. */
import { archives, workers } from './comparisons.ts';
import { type Cost, leastOf } from './measure.ts';

export interface Growth {
  readonly archives: readonly (Cost & { readonly name: string; readonly bytes: number })[];
  /** The largest archive's memory by the smallest one's. */
  readonly memory: number;
  /** Bytes. */
  readonly memoryPerWorker: number;
}

const VERY_GOOD_PER_WORKER = 60e6;

export async function growth(quick: boolean): Promise<Growth> {
  const runs = quick ? 1 : 3;
  const measured: Growth['archives'][number][] = [];
  for (const { name, bytes, run } of await archives(quick)) {
    const cost = await leastOf(run.command, runs);
    measured.push({ ...cost, name, bytes });
    const rate = bytes / 1e6 / cost.wall;
    console.log(
      `archive of ${name}: peak memory ${inMB(cost.memory)}, ${cost.wall.toFixed(2)} s, ` +
        `CPU ${cost.cpu.toFixed(2)} s, ${rate.toFixed(0)} MB/s`,
    );
  }
  const memory = measured.at(-1)!.memory / measured[0]!.memory;
  console.log(`memory, largest archive / smallest: ${memory.toFixed(2)}`);
  const { one, three } = await workers(quick);
  const few = await leastOf(one.command, runs);
  const many = await leastOf(three.command, runs);
  const memoryPerWorker = (many.memory - few.memory) / 2;
  const verdict = memoryPerWorker <= VERY_GOOD_PER_WORKER ? 'met' : 'missed';
  console.log(`memory of another worker (bz2): ${inMB(memoryPerWorker)}, very good 60 MB: ${verdict}`);
  return { archives: measured, memory, memoryPerWorker };
}

const inMB = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;
