import { execFileSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ExitCode } from '../../../pipeline/errors.ts';
import { backupsOptions } from '../../../pipeline/sources/backups/options.ts';
import backups from '../../../pipeline/sources/backups.ts';
import { check, folderOf, plan, planContext } from '../../support/backup-folder.ts';
import { COMPRESSED, SAMPLE } from '../../support/compressed.ts';
import { conformancePath, hasConformance } from '../../support/conformance.ts';
import { makeZip } from '../../support/zip-maker.ts';

const micros = (iso: string): number => Date.parse(iso) * 1000;

/** The plan as `base name time`, in order. */
async function planned(...args: Parameters<typeof plan>): Promise<string[]> {
  const inputs = await plan(...args);
  expect(inputs.map(({ snapshot }) => snapshot.index)).toEqual(inputs.map((_, i) => i));
  return inputs.map(({ path, member, snapshot: { time } }) => {
    const name = path.slice(path.lastIndexOf('/') + 1);
    return `${member === undefined ? name : `${name}:${member}`} ${new Date(time / 1000).toISOString().slice(0, 19)}`;
  });
}

describe('backups, planning', () => {
  it('says what the engine asks', () => {
    const options = backupsOptions.parse({ path: 'a', on_error: 'skip', require_trailer: true });
    expect(backups.failed?.(options)).toBe('skip');
    expect(backups.requireTrailer?.(options)).toBe(true);
    expect(backups.requireTrailer?.(backupsOptions.parse({ path: 'a' }))).toBe(false);
  });

  it('takes the time from the name and orders by it', async () => {
    const path = folderOf({
      'b_20200101-000000.sql': 3,
      'a_20200102-120000.sql': 1,
      'c_20191231-235959.sql.gz': gzipSync('x'),
    });
    expect(await planned({ path, timestamp: '_(\\d{8})-(\\d{6})' })).toEqual([
      'c_20191231-235959.sql.gz 2019-12-31T23:59:59',
      'b_20200101-000000.sql 2020-01-01T00:00:00',
      'a_20200102-120000.sql 2020-01-02T12:00:00',
    ]);
  });

  it('takes the time of modification without a timestamp, to the microsecond', async () => {
    const path = folderOf({ 'a.sql': 1_500_000_002, 'b.sql': 1_500_000_001.03125, 'c.sql': 1_500_000_001.015625 });
    const inputs = await plan({ path });
    expect(inputs.map(({ snapshot }) => snapshot.time)).toEqual([
      1_500_000_001_015_625, 1_500_000_001_031_250, 1_500_000_002_000_000,
    ]);
    expect(inputs[0]).toMatchObject({ path: join(path, 'c.sql'), size: 10, snapshot: { name: join(path, 'c.sql') } });
  });

  it('orders by what it is told, and tells when times run backwards', async () => {
    const path = folderOf({ 'a_20200103.sql': 20, 'b_20200101.sql': 30, 'c_20200102.sql': 10 });
    const first = (inputs: string[]) => inputs.map((input) => input[0]).join('');
    const timestamp = '_(\\d{8})';
    const context = planContext();
    expect(first(await planned({ path, timestamp }, context))).toBe('bca');
    expect(first(await planned({ path, timestamp, order: 'timestamp' }, context))).toBe('bca');
    expect(first(await planned({ path }, context))).toBe('cab');
    expect(context.warnings).toEqual([]);
    expect(first(await planned({ path, timestamp, order: 'mtime' }, context))).toBe('cab');
    expect(context.warnings).toEqual([expect.stringMatching(/^times-go-backwards: .*b_20200101\.sql$/)]);
    expect(first(await planned({ path, timestamp, order: 'name' }, context))).toBe('abc');
    expect(context.warnings).toHaveLength(2);
  });

  it('takes equal times in the order of the names, with a warning', async () => {
    const path = folderOf({ 'b.sql': 5, 'a.sql': 5, 'c.sql': 6 });
    const context = planContext();
    expect(await planned({ path }, context)).toEqual([
      'a.sql 1970-01-01T00:00:05',
      'b.sql 1970-01-01T00:00:05',
      'c.sql 1970-01-01T00:00:06',
    ]);
    expect(context.warnings).toEqual([expect.stringMatching(/^same-snapshot-time: .*b\.sql$/)]);
  });

  it('reads times in a zone, and tells of those that its clocks skipped or showed twice', async () => {
    const path = folderOf({
      'x20240331-013000': 1,
      'x20240331-023000': 1,
      'x20241027-023000': 1,
      'x20241027-040000': 1,
    });
    const context = planContext();
    expect(await planned({ path, timestamp: '(\\d+)-(\\d+)', timezone: 'Europe/Berlin' }, context)).toEqual([
      'x20240331-013000 2024-03-31T00:30:00',
      'x20240331-023000 2024-03-31T01:30:00',
      'x20241027-023000 2024-10-27T00:30:00',
      'x20241027-040000 2024-10-27T03:00:00',
    ]);
    expect(context.warnings).toEqual([
      expect.stringMatching(/^clock-gap: .*x20240331-023000$/),
      expect.stringMatching(/^clock-overlap: .*x20241027-023000$/),
    ]);
  });

  it('takes only the names that match', async () => {
    const path = folderOf({ 'nova_1.sql': 1, 'glance_1.sql': 2, 'nova_2.sql.md5': 3 });
    expect(await planned({ path, match: '^nova_.*\\.sql$' })).toEqual(['nova_1.sql 1970-01-01T00:00:01']);
    await expect(plan({ path, match: 'cinder' })).rejects.toMatchObject({
      code: 'no-input',
      exitCode: ExitCode.missingInput,
      message: '`match` (cinder) matches none of 3 names',
      hint: 'the names are glance_1.sql, nova_1.sql, nova_2.sql.md5',
    });
  });

  it('reports names without a time and impossible ones, each with the file', async () => {
    const path = folderOf({ '20210231.sql': 1, 'README.txt': 2, '20210228.sql': 3 });
    const problems = await backups.check!(backupsOptions.parse({ path, timestamp: '^(\\d{8})' }), planContext());
    expect(problems.map(({ code, exitCode, location }) => [code, exitCode, location?.file])).toEqual([
      ['timestamp-mismatch', ExitCode.badPipeline, join(path, 'README.txt')],
      ['impossible-date', ExitCode.badPipeline, join(path, '20210231.sql')],
    ]);
    await expect(plan({ path, timestamp: '^(\\d{8})' })).rejects.toMatchObject({
      code: 'timestamp-mismatch',
      message: expect.stringContaining('1 more'),
    });
  });

  it('tells when name and content differ, and goes by the content', async () => {
    const path = folderOf({
      'a.sql.gz': 'text',
      'b.sql': gzipSync('text'),
      'c.sql.bz2': COMPRESSED.bzip2,
      'd.dump': COMPRESSED.xz,
      'e.SQL': 'x',
    });
    const context = planContext();
    await plan({ path, order: 'name' }, context);
    expect(context.warnings.filter((warning) => warning.startsWith('name'))).toEqual([
      `name-and-content-differ: read as what the content is, not as the name says: ${join(path, 'a.sql.gz')} is plain, ${join(path, 'b.sql')} is gzip`,
    ]);
  });

  it('passes an abort on', async () => {
    const path = folderOf({ 'a.sql': 1 });
    await expect(plan({ path }, planContext(AbortSignal.abort(new Error('enough'))))).rejects.toThrow('enough');
  });

  it('reports everything at once, and under `fail` also what is known to be unreadable', async () => {
    const path = folderOf({
      'empty.sql': '',
      'x.7z': Buffer.from('7z\xbc\xaf\x27\x1c\0', 'latin1'),
      'cut.gz': COMPRESSED.gzip.subarray(0, 1),
      'broken.zip': makeZip([{ path: 'a', content: SAMPLE }]).subarray(0, 100),
      'locked.zip': makeZip([
        { path: 'a', content: SAMPLE, flags: 0x801 },
        { path: 'b', content: Buffer.alloc(0) },
      ]),
      'none.zip': makeZip([]),
      'good.sql': 'x',
    });
    const options = { path: [path, join(path, '*.bz2')] };
    const codes = async (extra: object) =>
      (await check({ ...options, ...extra })).map((problem) => problem.split(':')[0]).sort();
    expect(await codes({})).toEqual([
      'empty-input',
      'empty-input',
      'empty-input',
      'no-input',
      'truncated-gzip',
      'truncated-zip',
      'unknown-format',
      'unsupported-zip',
    ]);
    expect(await codes({ on_error: 'skip' })).toEqual(['no-input']);
    // They are planned nonetheless, to fail one by one when they are opened.
    expect(await plan({ path, on_error: 'skip' })).toHaveLength(8);
    expect(await check({ path: join(path, 'good.sql') })).toEqual([]);
  });

  it.skipIf(process.getuid?.() === 0)('reports a file that it may not read', async () => {
    const path = folderOf({ 'a.sql': 'x' });
    chmodSync(join(path, 'a.sql'), 0);
    expect(await check({ path })).toEqual([expect.stringMatching(/^io-error: open failed: EACCES/)]);
  });

  it('takes a pipe for made just now, unless its name tells', async () => {
    const path = folderOf({});
    execFileSync('mkfifo', [join(path, 'pipe_20200101')]);
    const context = planContext();
    const before = Date.now() * 1000;
    const [input] = await plan({ path: join(path, 'pipe_20200101') }, context);
    expect(input!.snapshot.time).toBeGreaterThanOrEqual(before);
    expect(input).not.toHaveProperty('size');
    expect(context.warnings).toEqual([expect.stringMatching(/^unknown-snapshot-time: /)]);
    const [named] = await plan({ path: join(path, 'pipe_20200101'), timestamp: '_(\\d{8})' });
    expect(named!.snapshot.time).toBe(micros('2020-01-01T00:00:00Z'));
  });
});

describe('backups, planning zip archives', () => {
  const content = SAMPLE;

  it('makes every member an input, with the time in its own name, else in that of the archive', async () => {
    const path = folderOf({
      'all_20200105.zip': makeZip([
        { path: 'd/nova_20200102.sql', content },
        { path: 'nova_20200101.sql', content, method: 0 },
        { path: 'dump.sql', content },
      ]),
      'x_20200103.sql': 'x',
    });
    const inputs = await plan({ path, timestamp: '_(\\d{8})' });
    expect(inputs.map(({ snapshot, member }) => [snapshot.name.slice(path.length + 1), member])).toEqual([
      ['all_20200105.zip:nova_20200101.sql', 'nova_20200101.sql'],
      ['all_20200105.zip:d/nova_20200102.sql', 'd/nova_20200102.sql'],
      ['x_20200103.sql', undefined],
      ['all_20200105.zip:dump.sql', 'dump.sql'],
    ]);
    expect(inputs[0]!.size).toBe(SAMPLE.length);
  });

  it('matches the names of members, or else that of the archive', async () => {
    const path = folderOf({
      'nova.zip': makeZip([
        { path: 'a.sql', content },
        { path: 'b.sql', content },
      ]),
      'mixed.zip': makeZip([
        { path: 'nova.sql', content },
        { path: 'README', content },
      ]),
      'other.zip': makeZip([{ path: 'a.sql', content }]),
    });
    expect((await planned({ path, match: 'nova', order: 'name' })).map((line) => line.split(' ')[0])).toEqual([
      'mixed.zip:nova.sql',
      'nova.zip:a.sql',
      'nova.zip:b.sql',
    ]);
  });

  it('takes the time of a member: in UTC where the archive has it, else on the clock of the zone', async () => {
    const path = folderOf({
      'a.zip': makeZip([
        { path: 'unix.sql', content, unixTime: 1_500_000_000 },
        { path: 'dos.sql', content, clock: [2020, 7, 1, 12, 0, 0] },
      ]),
    });
    expect(await planned({ path, timezone: 'Europe/Berlin' })).toEqual([
      'a.zip:unix.sql 2017-07-14T02:40:00',
      'a.zip:dos.sql 2020-07-01T10:00:00',
    ]);
  });

  it('ignores what the name of a broken archive lacks', async () => {
    const path = folderOf({
      'a.zip': makeZip([{ path: 'x_20200101', content }]).subarray(0, 200),
      'b_20200101.sql': 'x',
    });
    expect(await plan({ path, timestamp: '_(\\d{8})', on_error: 'skip' })).toHaveLength(2);
  });
});

describe.skipIf(!hasConformance)('backups, on real ones', () => {
  it('plans them in the order of their names', async () => {
    const context = planContext();
    const inputs = await plan(
      { path: conformancePath('kvm/backups/*'), timestamp: 'mysql_backup_(\\d{8})-(\\d{6})' },
      context,
    );
    expect(inputs).toHaveLength(8);
    expect(inputs[0]!.snapshot.time).toBe(micros('2026-11-20T09:48:47Z'));
    expect(inputs.map(({ path }) => path)).toEqual(inputs.map(({ path }) => path).sort());
    expect(context.warnings).toEqual([]);
  });
});
