import { describe, expect, it } from 'vitest';
import { observe } from '../../../transforms/machine-events/observe-default.ts';
import { observeLikeStarCompactor } from '../../../transforms/machine-events/observe-starcompactor.ts';
import type { Sighting } from '../../../transforms/machine-events/sighting.ts';
import { memoryContext } from '../../support/run-context.ts';

const row = (name: string, more: Partial<Sighting> = {}): Sighting => ({
  host: 'h',
  values: [name],
  created: 10,
  updated: null,
  deleted: null,
  live: more.deleted === undefined,
  status: 'ENABLE',
  statusTime: null,
  ...more,
});

const observers = { observe, observeLikeStarCompactor };
const told = (observer: keyof typeof observers, ...sightings: Sighting[]) =>
  observers[observer](sightings, memoryContext()).events.map(
    ({ host, time, event, values }) => `${time} ${host} ${event} ${values ?? '-'}`,
  );

describe.each(['observe', 'observeLikeStarCompactor'] as const)('%s', (observer) => {
  it('sorts events by host, time and name', () => {
    const sightings = [
      row('b', { host: 'b', updated: 10, status: 'DISABLE', statusTime: 10 }),
      row('a', { host: 'a', updated: 9 }),
    ];
    expect(told(observer, ...sightings)).toEqual([
      '9 a UPDATE a',
      '10 a CREATE a',
      '10 b CREATE b',
      '10 b DISABLE b',
      '10 b UPDATE b',
    ]);
  });

  it('of equal events the last row’s counts, and every live row has its own', () => {
    expect(told(observer, row('x', { updated: 20 }), row('y', { updated: 20 }), row('x', { updated: 30 }))).toEqual([
      '10 h CREATE x',
      '20 h UPDATE y',
      '30 h UPDATE x',
    ]);
  });

  it('names every host once, as its last row has it', () => {
    const { hosts } = observers[observer]([row('x'), row('z', { host: 'a' }), row('y')], memoryContext());
    expect(hosts.map(({ host, values }) => `${host} ${values}`)).toEqual(['a z', 'h y']);
  });

  it('counts the events that have no time', () => {
    const context = memoryContext();
    observers[observer]([row('x', { created: null })], context);
    expect(context.counters).toEqual({ 'null-times': 3 });
  });
});

describe('observe', () => {
  it('names the live hosts only, each with its status and the time of it', () => {
    const sightings = [
      row('x', { deleted: 20 }),
      row('y', { host: 'l', status: 'DISABLE', statusTime: 30 }),
      row('z', { host: 'u' }),
    ];
    expect(observe(sightings, memoryContext()).hosts).toEqual([
      { host: 'l', values: ['y'], status: 'DISABLE', statusTime: 30 },
      { host: 'u', values: ['z'], status: undefined, statusTime: undefined },
    ]);
  });

  it('lets a deleted row tell of the time before it was deleted', () => {
    const at = (time: number) => told('observe', row('x', { updated: time, statusTime: time, deleted: 50 }));
    expect(at(49)).toEqual(['10 h CREATE x', '49 h ENABLE x', '49 h UPDATE x', '50 h DELETE -']);
    for (const time of [50, 51]) expect(at(time)).toEqual(['10 h CREATE x', '50 h DELETE -']);
  });

  it('lets it tell of the time before a row was created that outlived it', () => {
    const at = (time: number, outliving: Partial<Sighting>) =>
      told(
        'observe',
        row('x', { updated: time, statusTime: time, deleted: 50 }),
        row('y', { created: 30, ...outliving }),
      );
    for (const outliving of [{}, { deleted: 60 }]) {
      const end = 'deleted' in outliving ? ['60 h DELETE -'] : [];
      expect(at(29, outliving)).toEqual(['10 h CREATE x', '29 h ENABLE x', '29 h UPDATE x', '30 h CREATE y', ...end]);
      for (const time of [30, 31]) expect(at(time, outliving)).toEqual(['10 h CREATE x', '30 h CREATE y', ...end]);
    }
  });

  it('keeps its DELETE up to the second in which that row was created', () => {
    const created = (time: number) => told('observe', row('x', { deleted: 50 }), row('y', { created: time }));
    expect(created(49)).not.toContain('50 h DELETE -');
    for (const time of [50, 51]) expect(created(time)).toContain('50 h DELETE -');
  });

  it('does not let rows silence each other that ended together', () => {
    const together = [row('x', { updated: 40, deleted: 50 }), row('y', { created: 30, updated: 45, deleted: 50 })];
    expect(told('observe', ...together)).toEqual([
      '10 h CREATE x',
      '30 h CREATE y',
      '40 h UPDATE x',
      '45 h UPDATE y',
      '50 h DELETE -',
    ]);
  });

  it('reckons with every row that outlived another, not only with the next', () => {
    const rows = [
      row('a', { updated: 25, deleted: 40 }),
      row('b', { created: 30, deleted: 50 }),
      row('c', { created: 20, deleted: 60 }),
    ];
    expect(told('observe', ...rows)).toEqual(['10 h CREATE a', '20 h CREATE c', '30 h CREATE b', '60 h DELETE -']);
  });

  it('begins a status with the host, if it is older', () => {
    expect(told('observe', row('x', { statusTime: 5 }))).toEqual(['10 h CREATE x', '10 h ENABLE x']);
    expect(told('observe', row('x', { statusTime: 5, created: null }))).toEqual(['5 h ENABLE x']);
  });

  it('lets a row that was deleted nobody knows when tell nothing', () => {
    const context = memoryContext();
    expect(observe([row('x', { live: false })], context)).toEqual({ events: [], hosts: [] });
    expect(context.counters).toEqual({ 'null-times': 1 });
  });
});
