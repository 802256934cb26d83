import { compareCodePoints } from '../../pipeline/formats/code-points.ts';
import type { PropertyValue } from '../../pipeline/records/record-type.ts';
import { type Group, type Groups, keyOf } from './groups.ts';

export type Replacement = 'other' | 'null' | 'larger';

export interface BucketPlan {
  /** Key of a combination -> what stands in its place. */
  readonly replaced: ReadonlyMap<string, readonly PropertyValue[]>;
  readonly groups: number;
  /** Too small. */
  readonly rare: number;
  /** Large enough, and given up so that the rest is not too small in its turn. */
  readonly givenUp: number;
  /** The rest is too small all the same: there was nothing left to give up. */
  readonly smallRest: boolean;
}

/** Decides what becomes of each combination, so that none that is left is smaller than k, nor what the rest is put together to. */
export function planBuckets(groups: Groups, replacement: Replacement): BucketPlan {
  const all = groups.all().sort((a, b) => a.rows - b.rows || compareCodePoints(keyOf(a.values), keyOf(b.values)));
  const rare = all.filter((group) => !groups.suffice([group]));
  const small = new Set(rare);
  let kept = all.filter((group) => !small.has(group));
  let { moved, rest } = place(rare, kept, replacement);
  const givenUp: Group[] = [];
  if (rest.length > 0 && !groups.suffice(rest) && kept.length > 0) {
    // The one that fewest records lose; what was to become it looks anew.
    givenUp.push(kept[0]!);
    kept = kept.slice(1);
    ({ moved, rest } = place(rare, kept, replacement));
    rest.push(givenUp[0]!);
  }
  const instead = replacement === 'other' ? 'other' : null;
  return {
    replaced: new Map([...moved, ...rest.map(({ values }) => [keyOf(values), values.map(() => instead)] as const)]),
    groups: all.length,
    rare: rare.length,
    givenUp: givenUp.length,
    smallRest: rest.length > 0 && !groups.suffice(rest),
  };
}

/** Which rare groups become another one, and which are left over. */
function place(rare: readonly Group[], kept: readonly Group[], replacement: Replacement) {
  const moved: (readonly [string, readonly PropertyValue[]])[] = [];
  const rest: Group[] = [];
  const targets = replacement === 'larger' ? kept.map(({ values }) => values).sort(compareValues) : [];
  for (const group of rare) {
    const target = targets.find((values) => isLarger(values, group.values));
    if (target === undefined) rest.push(group);
    else moved.push([keyOf(group.values), target]);
  }
  return { moved, rest };
}

/** Is no number smaller, and all else the same? */
const isLarger = (values: readonly PropertyValue[], than: readonly PropertyValue[]): boolean =>
  values.every((value, i) => {
    const other = than[i] as PropertyValue;
    return typeof value === 'number' && typeof other === 'number' ? value >= other : value === other;
  });

/** By the first number that differs. */
function compareValues(a: readonly PropertyValue[], b: readonly PropertyValue[]): number {
  for (const [i, value] of a.entries()) {
    const other = b[i] as PropertyValue;
    if (typeof value === 'number' && typeof other === 'number' && value !== other) return value - other;
  }
  return 0;
}
