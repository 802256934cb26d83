import { describe, expect, it } from 'vitest';
import { nameTimes } from '../../../../pipeline/sources/backups/name-time.ts';

function read(timestamp: string, name: string, zone = 'UTC'): string {
  const found = nameTimes(timestamp, zone)(name);
  return 'time' in found ? new Date(found.time / 1000).toISOString().slice(0, 19) : found.reading;
}

describe('nameTimes', () => {
  it.each([
    ['_(\\d{8})-(\\d{6})', 'mysql_backup_20151105-050501.sql.gz', '2015-11-05T05:05:01'],
    ['_(\\d{8})', 'mysql_backup_20151105-050501.sql.gz', '2015-11-05T00:00:00'],
    ['(\\d{8})(?:-(\\d{4}))?', 'nova-20151105-0505.sql', '2015-11-05T05:05:00'],
    ['(\\d{8})(?:-(\\d{4}))?', 'nova-20151105.sql', '2015-11-05T00:00:00'],
    ['(.*)\\.sql', '2015-11-05T05:05:01.sql', '2015-11-05T05:05:01'],
    ['(.*)\\.sql', '2015-11-05_05.05.01.sql', '2015-11-05T05:05:01'],
    ['(?P<day>\\d+)_(?P<time>\\d+)', '20240229_235959', '2024-02-29T23:59:59'],
    ['(\\d{4})/(\\d\\d)', 'nova', 'no-match'],
  ])('finds with %s in %s: %s', (timestamp, name, expected) => {
    expect(read(timestamp, name)).toBe(expected);
  });

  it.each([
    '20210231',
    '20210229',
    '20211301',
    '20210001',
    '20210100',
    '20210101240000',
    '20210101006000',
    '20210101000060',
    '2021010',
    '202101010',
    '20210101T',
    '2021Jan01',
    '1610000000',
    '',
  ])('takes %s for no time', (text) => {
    expect(read('^(.*)\\.sql', `${text}.sql`)).toBe(text === '20210101T' ? '2021-01-01T00:00:00' : 'impossible');
  });

  it('reads on the clock of a zone', () => {
    expect(read('(\\d{14})', '20240701120000', 'Europe/Berlin')).toBe('2024-07-01T10:00:00');
    expect(read('(\\d{8})', '20240701', 'America/Chicago')).toBe('2024-07-01T05:00:00');
  });
});
