/** A comparison, measured in alternation and summed up. */
import type { Comparison } from './comparisons.ts';
import { type Cost, leastOf, measure } from './measure.ts';

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

/** What else the machine does makes every run longer and none shorter: so the least of several tells most. */
export async function compare(comparison: Comparison, runs: number): Promise<Result> {
  const { name, ours, theirs, figure, lessStartUp = false, veryGood } = comparison;
  const other = typeof theirs === 'string' ? theirs : theirs.command;
  // After one uncounted run of each.
  await measure(ours.command);
  await measure(other);
  const own: Cost[] = [];
  const others: Cost[] = [];
  for (let i = 0; i < runs; i++) {
    own.push(await measure(ours.command));
    others.push(await measure(other));
  }
  const start = await startUpOf(ours.startUp, runs);
  const otherStart = typeof theirs === 'string' ? undefined : await startUpOf(theirs.startUp, runs);
  const ratioOf = (of: 'wall' | 'cpu', less: boolean): Ratio => {
    const off = less ? start[of] : 0;
    const otherOff = less ? (otherStart?.[of] ?? 0) : 0;
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
    isLong: least(others, 'cpu') - (otherStart?.cpu ?? 0) >= LONG,
    seconds: { ours: least(own, figure), theirs: least(others, figure), startUp: start[figure] },
  };
}

/** What starting costs, measured once for each command. */
const startUps = new Map<string, Promise<Cost>>();

function startUpOf(command: string, runs: number): Promise<Cost> {
  const known = startUps.get(command) ?? leastOf(command, runs);
  startUps.set(command, known);
  return known;
}

/** What bash's clock can tell apart, in seconds. */
const CLOCK = 0.001;
/** Seconds: of less, the times of starting are too uncertain a part. */
const LONG = 0.15;

const net = (seconds: number, off: number): number => Math.max(seconds - off, CLOCK);

const least = (costs: readonly Cost[], of: 'wall' | 'cpu'): number => Math.min(...costs.map((cost) => cost[of]));
