import fc from 'fast-check';
import { expect, it } from 'vitest';
import { GivenEvents } from '../../../../pipeline/sources/nova-db/given-events.ts';
import { type EventsState, NOTHING_GIVEN } from '../../../../pipeline/sources/nova-db/state.ts';

type Events = ReadonlyMap<number, boolean>;

/** What a run with a state gives of what a database holds: ids -> finished. */
function run(events: Events, before: EventsState): { given: number[]; after: EventsState } {
  const given = new GivenEvents(before);
  const ids = [...events.keys()].filter(
    (id) =>
      id > before.highest || before.absent.includes(id) || (before.unfinished.includes(id) && events.get(id) === true),
  );
  for (const id of ids.sort((a, b) => a - b)) given.add(id, events.get(id) as boolean);
  return { given: ids, after: given.after };
}

const events = fc.uniqueArray(fc.tuple(fc.integer({ min: 1, max: 1500 }), fc.boolean()), { selector: ([id]) => id });

it('gives every event once, and once more when it has finished, however late and in whatever order they come', () => {
  fc.assert(
    fc.property(fc.array(events, { maxLength: 5 }), (steps) => {
      const database = new Map<number, boolean>();
      const told = new Map<number, boolean>();
      let state = NOTHING_GIVEN;
      for (const step of steps) {
        for (const [id, finished] of step) {
          // Transactions that are open for longer than a window of ids are not expected.
          if (id > state.highest - 1000 || database.has(id)) database.set(id, finished || database.get(id) === true);
        }
        const { given, after } = run(database, state);
        for (const id of given) {
          expect(told.get(id)).not.toBe(true);
          told.set(id, database.get(id) as boolean);
        }
        expect(told).toEqual(new Map([...database].filter(([id]) => told.has(id))));
        expect(told.size).toBe(database.size);
        state = after;
      }
    }),
  );
});

it('remembers few ids, however many there were', () => {
  const given = new GivenEvents(NOTHING_GIVEN);
  for (let id = 10; id <= 100_000; id += 10) given.add(id, id % 1000 !== 0);
  const { highest, unfinished, absent } = given.after;
  expect(highest).toBe(100_000);
  expect(unfinished.length).toBe(100);
  expect(absent).toHaveLength(900);
  expect(absent.slice(0, 2)).toEqual([99_001, 99_002]);
});
