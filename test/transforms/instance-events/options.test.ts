import { describe, expect, it } from 'vitest';
import { parseZonedTime } from '../../../pipeline/formats/zoned-time.ts';
import { instanceEventsOptions } from '../../../transforms/instance-events/options.ts';

const parse = (options: object) => instanceEventsOptions.parse({ cloud: 'vm', ...options });
const micros = (text: string) => parseZonedTime(text)?.time;
const problems = (options: object) =>
  instanceEventsOptions
    .safeParse({ cloud: 'vm', ...options })
    .error?.issues.map(({ path, message }) => [path.join('.'), message]);

describe('options of instance-events', () => {
  it('needs nothing but the kind of cloud', () => {
    expect(parse({})).toEqual({
      cloud: 'vm',
      databases: { nova: ['nova', 'nova_cell0'], ironic: 'ironic', blazar: 'blazar' },
      exclude_projects: ['admin'],
      exclude_users: ['admin'],
      shadow_tables: true,
      unfinished: 'keep',
      semantics: 'default',
    });
  });

  it('reads times in any zone, without one as UTC', () => {
    expect(parse({ start: '2026-11-20T09:57:00', end: '2026-11-20 12:00:00.5+02:00' })).toMatchObject({
      start: micros('2026-11-20T09:57:00Z'),
      end: micros('2026-11-20T10:00:00.5Z'),
    });
  });

  it('takes a date for the whole day', () => {
    expect(parse({ start: '2026-11-20', end: '2026-11-20' })).toMatchObject({
      start: micros('2026-11-20T00:00:00Z'),
      end: micros('2026-11-20T23:59:59.999999Z'),
    });
  });

  it.each(['yesterday', '2026-02-30', '2026-11-20T25:00:00', ''])('refuses %j as a time', (start) => {
    expect(problems({ start })).toEqual([['start', expect.stringContaining('expected a time')]]);
  });

  it('refuses a window that ends before it begins', () => {
    expect(problems({ start: '2026-11-21', end: '2026-11-20' })).toEqual([['end', expect.any(String)]]);
  });

  it('keeps the names of those who are left out from everything that is published', () => {
    const { exclude_users, exclude_projects } = instanceEventsOptions.shape;
    expect([exclude_users, exclude_projects].map((option) => option.meta()?.private)).toEqual([true, true]);
  });
});
