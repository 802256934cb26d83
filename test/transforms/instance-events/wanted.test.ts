import { describe, expect, it } from 'vitest';
import { instanceEventsOptions } from '../../../transforms/instance-events/options.ts';
import { ownerFilter, windowFilter } from '../../../transforms/instance-events/wanted.ts';

const parse = (options: object) => instanceEventsOptions.parse({ cloud: 'vm', ...options });

describe('which owners are wanted', () => {
  it('not the excluded ones, by name as the server compares it', () => {
    const wanted = ownerFilter(parse({ exclude_users: ['Root'], exclude_projects: ['admin', 'ops'] }));
    expect([wanted('u', 'p'), wanted('root ', 'p'), wanted('u', 'OPS'), wanted('u', 'admin')]).toEqual([
      true,
      false,
      false,
      false,
    ]);
    expect([wanted('admin', 'p'), wanted('admin', 'p')]).toEqual([true, true]);
  });

  it('nobody in particular is wanted, but not by Star Compactor', () => {
    expect(ownerFilter(parse({}))(null, null)).toBe(true);
    const original = ownerFilter(parse({ semantics: 'starcompactor' }));
    expect([original(null, 'p'), original('u', null), original('u', 'p')]).toEqual([false, false, true]);
  });

  it('remembers more than it can keep', () => {
    const wanted = ownerFilter(parse({}));
    const users = Array.from({ length: 30_000 }, (_, i) => `user-${i % 15_000}`);
    expect(users.filter((user) => !wanted(user, 'p'))).toEqual([]);
    expect(wanted('admin', 'p')).toBe(false);
  });
});

describe('which times are wanted', () => {
  it('both ends of the window', () => {
    const wanted = windowFilter(parse({ start: '1970-01-01T00:00:01', end: '1970-01-01T00:00:02' }));
    expect([999_999, 1_000_000, 2_000_000, 2_000_001, null].map(wanted)).toEqual([false, true, true, false, false]);
  });

  it('all of them without a window, even none', () => {
    expect([0, null].map(windowFilter(parse({})))).toEqual([true, true]);
  });
});
