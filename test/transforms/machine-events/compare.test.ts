import { describe, expect, it } from 'vitest';
import { compareStates } from '../../../transforms/machine-events/compare.ts';
import type { KeyedEvent, MachineState, PresentHost } from '../../../transforms/machine-events/state.ts';

const event = (host: string, time: number, name: KeyedEvent['event'], value = 'x'): KeyedEvent => ({
  host,
  time,
  event: name,
  values: [value],
});
const host = (name: string): PresentHost => ({ host: name, values: ['x'], status: 'ENABLE', statusTime: 1 });
const at = (
  time: number,
  events: KeyedEvent[],
  hosts: string[],
): { state: MachineState; snapshot: { index: number; time: number; name: string } } => ({
  state: { events, hosts: hosts.map(host) },
  snapshot: { index: time, time, name: '' },
});

describe('compareStates', () => {
  const first = at(1, [event('a', 5, 'CREATE'), event('b', 5, 'CREATE')], ['a', 'b']);

  it('the first backup tells everything, but no host appears in it', () => {
    expect(compareStates(undefined, first)).toEqual({ events: first.state.events, appeared: [] });
  });

  it('only what the backup before did not tell is new, whatever the properties', () => {
    const next = at(
      2,
      [event('a', 5, 'CREATE', 'y'), event('a', 6, 'CREATE'), event('a', 6, 'UPDATE'), event('b', 5, 'CREATE')],
      ['a', 'b'],
    );
    expect(compareStates(first, next)).toEqual({
      events: [event('a', 6, 'CREATE'), event('a', 6, 'UPDATE')],
      appeared: [],
    });
  });

  it('a host that is gone was deleted at the time of the later backup', () => {
    expect(compareStates(first, at(7, [], ['b'])).events).toEqual([
      { host: 'a', time: 7, event: 'DELETE', values: null },
    ]);
  });

  it('a host that was not there has appeared, as it is', () => {
    expect(compareStates(first, at(2, [], ['0', 'a', 'aa', 'b', 'c'])).appeared).toEqual([
      host('0'),
      host('aa'),
      host('c'),
    ]);
  });

  it('leaves both states as they are', () => {
    const copy = structuredClone(first);
    compareStates(first, first);
    expect(first).toEqual(copy);
  });
});
