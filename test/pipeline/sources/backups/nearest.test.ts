import { expect, it } from 'vitest';
import { nearest } from '../../../../pipeline/sources/backups/nearest.ts';

it('finds what was most likely meant, or nothing', () => {
  const files = ['mysql_backup_20151105.sql.gz', 'mysql_backup_20151106.sql.gz', 'README'];
  expect(nearest('mysql_backup_20151106.sql', files)).toBe('mysql_backup_20151106.sql.gz');
  expect(nearest('readme', files)).toBe('README');
  expect(nearest('nova.sql', files)).toBeUndefined();
  expect(nearest('nova.sql', [])).toBeUndefined();
});
