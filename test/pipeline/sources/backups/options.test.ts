import { describe, expect, it } from 'vitest';
import { backupsOptions } from '../../../../pipeline/sources/backups/options.ts';

/** What is wrong with options, as `path: message`. */
function problems(options: object): string[] {
  const { error } = backupsOptions.safeParse({ path: 'a.sql', ...options });
  return (error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);
}

describe('the options of backups', () => {
  it('have defaults for all but the path', () => {
    expect(backupsOptions.parse({ path: 'backups' })).toEqual({
      path: 'backups',
      order: 'auto',
      timezone: 'UTC',
      require_trailer: false,
      seek: false,
      on_error: 'fail',
    });
  });

  it('take one path or several', () => {
    expect(problems({ path: ['a', '-'] })).toEqual([]);
    expect(problems({ path: [] })).toHaveLength(1);
    expect(problems({ path: '' })).toHaveLength(1);
    expect(problems({ path: 7 })).toHaveLength(1);
  });

  it('say what is wrong with a regex', () => {
    expect(problems({ match: '(' })).toEqual(['match: not a regular expression: unterminated group']);
    expect(problems({ timestamp: '[' })).toEqual(['timestamp: not a regular expression: unterminated character class']);
    expect(problems({ timestamp: '(?P<day>\\d{8})' })).toEqual([]);
  });

  it('want a group in the timestamp', () => {
    expect(problems({ timestamp: '\\d{8}' })).toEqual([
      expect.stringMatching(/^timestamp: has no group: put parentheses/),
    ]);
  });

  it('want a timestamp to order by', () => {
    expect(problems({ order: 'timestamp' })).toEqual([expect.stringMatching(/^order: `order: timestamp` needs/)]);
    expect(problems({ order: 'timestamp', timestamp: '(\\d{8})' })).toEqual([]);
  });

  it('know the time zones', () => {
    expect(problems({ timezone: 'America/Chicago' })).toEqual([]);
    expect(problems({ timezone: 'Europe/Berln' })).toEqual([
      "timezone: unknown time zone 'Europe/Berln': did you mean Europe/Berlin?",
    ]);
    expect(problems({ timezone: 'here' })).toEqual([
      expect.stringMatching(/expected an IANA name such as Europe\/Berlin$/),
    ]);
  });

  it('describe every option, with a default or an example', () => {
    for (const [name, field] of Object.entries(backupsOptions.shape)) {
      const { description, examples } = { examples: undefined, ...field.meta() };
      expect(description, name).toMatch(/\.$/);
      expect(examples !== undefined || field.safeParse(undefined).data !== undefined, name).toBe(true);
    }
  });
});
