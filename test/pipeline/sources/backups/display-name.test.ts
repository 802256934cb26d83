import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { displayName, listed } from '../../../../pipeline/sources/backups/display-name.ts';

it('shows a path as the user would write it', () => {
  expect(displayName(resolve('backups/a.sql'))).toBe(join('backups', 'a.sql'));
  expect(displayName(resolve('..dotted/a.sql'))).toBe(join('..dotted', 'a.sql'));
  expect(displayName(resolve('../a.sql'))).toBe(resolve('../a.sql'));
  expect(displayName('/srv/backups/a.sql')).toBe('/srv/backups/a.sql');
  expect(displayName('/srv/\x1b[31m.sql')).toBe('/srv/\ufffd[31m.sql');
});

it('lists a few names and says how many more there are', () => {
  expect(listed(['a'])).toBe('a');
  expect(listed(['a', 'b', 'c', 'd'])).toBe('a, b, c, d');
  expect(listed(['a', 'b', 'c', 'd', 'e'])).toBe('a, b, c and 2 more');
});
