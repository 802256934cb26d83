/** Whatever happens to a cloud, the default semantics recover what its backups reveal, and nothing else. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HOST_NAME } from '../../../pipeline/records/machine-event.ts';
import type { DataRecord } from '../../../pipeline/records/record-type.ts';
import machineEvents from '../../../transforms/machine-events.ts';
import { groupBy } from '../../../transforms/rows/group-by.ts';
import { collect } from '../../support/collect.ts';
import { find, mapBackup, parseOptions, START } from '../../support/machines.ts';
import {
  anySteps,
  type ChangeKind,
  type History,
  live,
  type Seen,
  type Shot,
  type Status,
} from '../../support/node-history.ts';
import { memoryContext } from '../../support/run-context.ts';

const CLOUDS = {
  vm: { options: { cloud: 'vm', databases: ['nova'] }, size: 'vcpu_capability', backup: ({ vm }: Shot) => vm },
  baremetal: {
    options: { cloud: 'baremetal', properties: ['size'] },
    size: 'size',
    backup: ({ bareMetal }: Shot) => bareMetal,
  },
} as const;

interface Event {
  readonly time: number;
  readonly name: 'CREATE' | 'DELETE' | 'UPDATE' | Status;
  readonly size: number;
}
type Trace = Map<string, Event[]>;

async function traceOf({ shots }: History, cloud: keyof typeof CLOUDS): Promise<Trace> {
  const { options, size, backup } = CLOUDS[cloud];
  const { records } = await find(options, shots.map(backup));
  const event = ({ EVENT_TIME, EVENT, PROPERTIES }: DataRecord): Event => ({
    time: (Number(EVENT_TIME) - START) / 1e6,
    name: EVENT as Event['name'],
    size: Number((PROPERTIES as Record<string, unknown> | null)?.[size]),
  });
  const byHost = groupBy(records, (record) => String(record[HOST_NAME]));
  return new Map([...byHost].map(([host, own]) => [host, own.map(event)]));
}

type State = { size: number; status: Status | undefined } | undefined;

/** The states that a reader of the trace sees, event by event: in the order of the file, but for a new life in one second. */
function* replay(events: readonly Event[]): Iterable<{ event: Event; before: State; after: State }> {
  let state: State;
  for (const [, moment] of [...groupBy(events, ({ time }) => time)].sort(([a], [b]) => a - b)) {
    moment.sort((a, b) => (a.name < b.name ? -1 : 1));
    const reborn = state !== undefined && moment[0]?.name === 'CREATE' && moment[1]?.name === 'DELETE';
    if (reborn) moment.splice(0, 2, moment[1]!, moment[0]!);
    for (const event of moment) {
      const before = state;
      if (event.name === 'DELETE') state = undefined;
      else if (event.name === 'CREATE') state = { size: event.size, status: undefined };
      else state = { size: event.size, status: event.name === 'UPDATE' ? before?.status : event.name };
      yield { event, before, after: state };
    }
  }
}

function stateAt(events: readonly Event[], time: number): State {
  let state: State;
  for (const { event, after } of replay(events)) if (event.time <= time) state = after;
  return state;
}

/** What may be behind an event. A machine of which no backup shows that it was created anew seems to have changed. */
const CHANGES: Readonly<Record<Event['name'], readonly ChangeKind[]>> = {
  CREATE: ['born'],
  DELETE: ['died'],
  UPDATE: ['resized', 'born'],
  ENABLE: ['ENABLE'],
  DISABLE: ['DISABLE'],
};

describe.each(['vm', 'baremetal'] as const)('%s', (cloud) => {
  const always = (property: (history: History, trace: Trace) => void) =>
    fc.assert(
      fc.asyncProperty(anySteps, async (steps) => {
        const history = live(steps);
        property(history, await traceOf(history, cloud));
      }),
      { numRuns: 200 },
    );

  it('the trace says at every backup what the backup shows', () =>
    always(({ shots, truth }, trace) => {
      for (const { time, seen } of shots) {
        for (const host of truth.keys()) {
          const expected: Seen | undefined = seen.get(host);
          expect({ host, time, state: stateAt(trace.get(host) ?? [], time) }).toEqual({ host, time, state: expected });
        }
      }
    }));

  it('no event is superfluous', () =>
    always((_, trace) => {
      for (const events of trace.values()) {
        for (const { event, before, after } of replay(events)) {
          expect(event.name === 'CREATE').toBe(before === undefined);
          expect(after).not.toEqual(before);
        }
      }
    }));

  it('each tells a change that came after the backup before it, and not after the time of the event', () =>
    always(({ shots, truth }, trace) => {
      for (const [host, events] of trace) {
        for (const { name, time } of events) {
          const before = shots.findLast((shot) => shot.time < time)?.time ?? -1;
          const changes = truth.get(host)!.filter(({ kind }) => CHANGES[name].includes(kind));
          expect(changes.some((change) => before < change.time && change.time <= time)).toBe(true);
        }
      }
    }));
});

it('neighbours can be compared anywhere and in any order', async () => {
  const { options, backup } = CLOUDS.vm;
  const parsed = parseOptions(options);
  await fc.assert(
    fc.asyncProperty(anySteps, async (steps) => {
      const history = live(steps);
      const states = history.shots.map((shot, index) => ({
        state: mapBackup(options, backup(shot).tables),
        snapshot: { index, time: START + shot.time * 1e6, name: '' },
      }));
      const changes = states.map((next, i) => structuredClone(machineEvents.compare(states[i - 1], next, parsed)));
      const apart = states
        .map((_, i) => i)
        .reverse()
        .map((i) => {
          const [previous, next] = structuredClone([states[i - 1], states[i]!]);
          return machineEvents.compare(previous, next, parsed);
        });
      expect(apart.reverse()).toEqual(changes);

      const folder = machineEvents.fold(parsed, memoryContext(START));
      for (const [i, change] of apart.entries()) await folder.add(change, states[i]!.snapshot);
      const { records } = await find(options, history.shots.map(backup));
      expect((await collect(folder.finish())).flat()).toEqual(records);
    }),
    { numRuns: 50 },
  );
});
