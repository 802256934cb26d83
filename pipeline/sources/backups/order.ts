import { compareCodePoints } from '../../formats/code-points.ts';
import type { PlanContext } from '../../stage.ts';
import { listed } from './display-name.ts';
import type { BackupsOptions } from './options.ts';
import type { TimedCandidate } from './times.ts';

/** Sorts into snapshot order; what is equal goes by its path, in code point order. */
export function inOrder(
  timed: readonly TimedCandidate[],
  { order, timestamp }: Pick<BackupsOptions, 'order' | 'timestamp'>,
): TimedCandidate[] {
  if (order === 'name') return timed.toSorted(byName);
  const byFile = order === 'mtime' || (order === 'auto' && timestamp === undefined);
  const key = ({ time, modified }: TimedCandidate): number => (byFile ? (modified ?? time) : time);
  return timed.toSorted((a, b) => key(a) - key(b) || byName(a, b));
}

function byName(a: TimedCandidate, b: TimedCandidate): number {
  return compareCodePoints(a.path, b.path) || compareCodePoints(a.member ?? '', b.member ?? '');
}

/** Tells where the order and the snapshot times do not agree as one would expect. */
export function warnOfOrder(sorted: readonly TimedCandidate[], { warn }: Pick<PlanContext, 'warn'>): void {
  const seen = new Set<number>();
  const same = sorted.filter(({ time }) => seen.size === seen.add(time).size);
  if (same.length > 0) {
    warn('same-snapshot-time', `taken in the order of their names, since others have the same time: ${names(same)}`);
  }
  const back = sorted.filter(({ time }, i) => i > 0 && time < sorted[i - 1]!.time);
  if (back.length > 0) {
    warn('times-go-backwards', `in this order, the snapshot is earlier than the one before it: ${names(back)}`);
  }
}

const names = (candidates: readonly TimedCandidate[]): string => listed(candidates.map(({ name }) => name));
