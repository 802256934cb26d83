import { describe, expect, it } from 'vitest';
import { knownRack, starCompactorRack } from '../../../transforms/machine-events/rack.ts';

const HOSTS = ['c01-02.example.org', 'my-cold-host-12.x', 'standalone', '-07.x', 'b-1.x'] as const;
const racks = (find: (host: string) => string | null) => HOSTS.map(find);

describe('racks', () => {
  it('are searched for anywhere in the name', () => {
    const option = { regex: '(\\w*)-(\\d+)\\.', group: 1 };
    expect(racks(starCompactorRack(option))).toEqual(['c01', 'host', 'UNKNOWN', '', 'b']);
    expect(racks(knownRack(option))).toEqual(['c01', 'host', null, null, 'b']);
  });

  it('are a group by number or name, or the whole match', () => {
    const regex = '(?P<rack>\\w+)-(\\d+)';
    expect(knownRack({ regex, group: 2 })('c01-02')).toBe('02');
    expect(knownRack({ regex, group: 'rack' })('c01-02')).toBe('c01');
    expect(knownRack({ regex, group: 0 })('c01-02')).toBe('c01-02');
  });

  it('are null where the group took no part in the match', () => {
    const option = { regex: '(x)?\\w', group: 1 };
    expect([starCompactorRack(option)('y'), knownRack(option)('y')]).toEqual([null, null]);
  });

  it('are unknown without a regex', () => {
    expect([starCompactorRack(undefined)('c01-02'), knownRack(undefined)('c01-02')]).toEqual(['UNKNOWN', null]);
  });
});
