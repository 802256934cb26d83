import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Groups, keyOf } from '../../../transforms/bucket/groups.ts';
import { planBuckets } from '../../../transforms/bucket/plan.ts';

const row = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 5 }));
const replacement = fc.constantFrom('other', 'null', 'larger') as fc.Arbitrary<'other' | 'null' | 'larger'>;

test.each([true, false])('what comes out has no group smaller than k (counted by member: %s)', (byMember) => {
  fc.assert(
    fc.property(fc.array(row, { maxLength: 60 }), fc.integer({ min: 2, max: 5 }), replacement, (rows, k, kind) => {
      const groups = new Groups(k, byMember);
      for (const [cpus, disk, member] of rows) groups.add([cpus, disk], String(member));
      const plan = planBuckets(groups, kind);
      const after = new Map<string, number[]>();
      for (const [cpus, disk, member] of rows) {
        const key = keyOf(plan.replaced.get(keyOf([cpus, disk])) ?? [cpus, disk]);
        after.set(key, [...(after.get(key) ?? []), member]);
      }
      const sizes = [...after.values()].map((members) => (byMember ? new Set(members).size : members.length));
      const total = byMember ? new Set(rows.map(([, , member]) => member)).size : rows.length;
      if (total < k) expect(after.size).toBeLessThanOrEqual(1);
      else expect(Math.min(...sizes)).toBeGreaterThanOrEqual(k);
      expect(plan.smallRest).toBe(rows.length > 0 && total < k);
    }),
    { numRuns: 1000 },
  );
});

test('the order of the records makes no difference', () => {
  fc.assert(
    fc.property(fc.array(row, { maxLength: 40 }), replacement, (rows, kind) => {
      const plans = [rows, rows.toReversed()].map((given) => {
        const groups = new Groups(3, true);
        for (const [cpus, disk, member] of given) groups.add([cpus, disk], String(member));
        return planBuckets(groups, kind).replaced;
      });
      expect(plans[0]).toEqual(plans[1]);
    }),
  );
});

test('too many combinations end the run', () => {
  const groups = new Groups(5, false);
  for (let i = 0; i < 50_000; i++) groups.add([i], undefined);
  expect(() => groups.add([-1], undefined)).toThrow(expect.objectContaining({ code: 'too-many-groups' }));
});
