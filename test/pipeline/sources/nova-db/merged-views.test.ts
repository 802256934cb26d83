import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { InstanceEventsWhere } from '../../../../pipeline/nova/instance-events-view.ts';
import { mergedViews } from '../../../../pipeline/sources/nova-db/merged-views.ts';

const names = fc.uniqueArray(fc.constantFrom('admin', 'a', 'b'));
const where: fc.Arbitrary<InstanceEventsWhere> = fc.record(
  {
    start: fc.integer({ min: 0, max: 5 }),
    end: fc.integer({ min: 5, max: 9 }),
    excludeUsers: names,
    excludeProjects: names,
    likeStarCompactor: fc.boolean(),
    unfinished: fc.boolean(),
    shadowTables: fc.boolean(),
  },
  { requiredKeys: ['excludeUsers', 'excludeProjects', 'likeStarCompactor', 'unfinished', 'shadowTables'] },
);
const row = fc.record({
  time: fc.integer({ min: 0, max: 9 }),
  user: fc.constantFrom('admin', 'a', 'b', 'c', null),
  finished: fc.boolean(),
  shadow: fc.boolean(),
});

type Event = typeof row extends fc.Arbitrary<infer Value> ? Value : never;

function wants(view: Readonly<Record<string, unknown>>, { time, user, finished, shadow }: Event): boolean {
  const { start = 0, end = 9, ...rest } = view as unknown as InstanceEventsWhere;
  if (time < start || time > end || (!rest.unfinished && !finished)) return false;
  if (shadow && (!rest.shadowTables || rest.likeStarCompactor)) return false;
  return user === null ? !rest.likeStarCompactor : !rest.excludeUsers.includes(user);
}

it('wants whatever one of several views wants, of each database once', () => {
  fc.assert(
    fc.property(where, where, row, (a, b, event) => {
      const view = (database: string, where: InstanceEventsWhere) => ({
        ...{ database, view: 'v', columns: ['event'], where: { ...where } },
      });
      const [one, two, ...others] = mergedViews([view('x', a), view('y', a), view('x', b)]);
      expect([one?.database, two, others]).toEqual(['x', view('y', a), []]);
      if (wants({ ...a }, event) || wants({ ...b }, event)) expect(wants(one!.where, event)).toBe(true);
    }),
  );
});
