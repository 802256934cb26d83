/** A comparison, measured in alternation and summed up. */
import type { Comparison } from './comparisons.ts';
import { type Cost, measure } from './measure.ts';

/** One figure of all runs: each of ours divided by its neighbour of theirs, and the least of ours by the least of theirs. */
export interface Ratio {
  readonly best: number;
  readonly least: number;
  readonly most: number;
}

export interface Result {
  readonly name: string;
  readonly veryGood: number;
  /** As the comparison is meant, and whether it is met. */
  readonly ratio: Ratio;
  readonly met: boolean;
  /** Processor time without that of starting: the ratio that a busy machine changes least. */
  readonly cpu: Ratio;
  /** The other program works long enough for the ratio of processor times to be judged. */
  readonly isLong: boolean;
  readonly seconds: { readonly ours: number; readonly theirs: number; readonly startUp: number };
}

/**
 * What else the machine does makes every run longer and none shorter: so the least of several tells most. Starting is measured in
 * the same turn, so that a busy moment meets all of them.
 */
export async function compare(comparison: Comparison, runs: number): Promise<Result> {
  const { name, ours, theirs, figure, lessStartUp = false, veryGood } = comparison;
  const other = typeof theirs === 'string' ? { command: theirs, startUp: undefined } : theirs;
  const own: Cost[] = [];
  const others: Cost[] = [];
  const start: Cost[] = [];
  const otherStart: Cost[] = [];
  // The first turn does not count: it fills the page cache.
  for (let turn = 0; turn <= runs; turn++) {
    const costs = [await measure(ours.command), await measure(other.command), await measure(ours.startUp)] as const;
    const last = other.startUp === undefined ? NOTHING : await measure(other.startUp);
    if (turn === 0) continue;
    own.push(costs[0]);
    others.push(costs[1]);
    start.push(costs[2]);
    otherStart.push(last);
  }
  const ratioOf = (of: 'wall' | 'cpu', less: boolean): Ratio => {
    const off = less ? least(start, of) : 0;
    const otherOff = less ? least(otherStart, of) : 0;
    const ratios = own.map((cost, i) => net(cost[of], off) / net((others[i] as Cost)[of], otherOff));
    return {
      best: net(least(own, of), off) / net(least(others, of), otherOff),
      least: Math.min(...ratios),
      most: Math.max(...ratios),
    };
  };
  const ratio = ratioOf(figure, lessStartUp);
  return {
    name,
    veryGood,
    ratio,
    met: ratio.best <= veryGood,
    cpu: ratioOf('cpu', true),
    isLong: least(others, 'cpu') - least(otherStart, 'cpu') >= LONG,
    seconds: { ours: least(own, figure), theirs: least(others, figure), startUp: least(start, figure) },
  };
}

const NOTHING: Cost = { wall: 0, cpu: 0, memory: 0 };

/** What bash's clock can tell apart, in seconds. */
const CLOCK = 0.001;
/** Seconds: of less, nothing is told. */
export const LONG = 0.05;

const net = (seconds: number, off: number): number => Math.max(seconds - off, CLOCK);

const least = (costs: readonly Cost[], of: 'wall' | 'cpu'): number => Math.min(...costs.map((cost) => cost[of]));
