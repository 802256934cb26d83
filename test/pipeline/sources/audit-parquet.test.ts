import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PipelineError } from '../../../pipeline/errors.ts';
import { ParquetFile } from '../../../pipeline/formats/parquet/parquet-file.ts';
import auditParquet from '../../../pipeline/sources/audit-parquet.ts';
import type { AuditBatch, TableNeed } from '../../../pipeline/stage.ts';
import { collect } from '../../support/collect.ts';
import { conformancePath, hasConformance } from '../../support/conformance.ts';
import { auditTable, type ParquetSettings, parquetFile } from '../../support/parquet.ts';

const TIME = 1_795_168_244_000_000;
const signal = new AbortController().signal;
const planContext = { signal, warn: () => {} };
const services: TableNeed = {
  database: 'nova',
  table: 'services',
  columns: ['id', 'host'],
  optionalColumns: ['topic'],
};

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'audit-'));
});
afterEach(() => rm(folder, { recursive: true }));

type Row = Parameters<typeof auditTable>[0][number];
const row = (data: unknown, more: Partial<Row> = {}): Row => ({ type: 'INSERT', time: BigInt(TIME), data, ...more });

const fileOf = (key: string): string => join(folder, `openstack_audit.audit_${key}.parquet`);
const writeTable = (key: string, rows: readonly Row[], settings?: ParquetSettings): Promise<void> =>
  writeFile(fileOf(key), auditTable(rows, settings));

async function read(needs: readonly TableNeed[] = [services], path: string | string[] = folder): Promise<AuditBatch[]> {
  const inputs = await auditParquet.plan({ path }, needs, planContext);
  const batches = await Promise.all(inputs.map((input) => collect(auditParquet.read(input, { path }, { signal }))));
  return batches.flat();
}

const rowsOf = (batches: readonly AuditBatch[]) => batches.flatMap(({ rows }) => rows);

async function failure(promise: Promise<unknown>): Promise<PipelineError> {
  const error = await promise.catch((thrown) => thrown);
  expect(error).toBeInstanceOf(PipelineError);
  return error as PipelineError;
}

describe('rows', () => {
  it('hold type, time, place and the needed columns', async () => {
    await writeTable('nova_services', [
      row({ id: 1, host: 'c01', topic: 'compute', secret: 'x' }),
      row({ id: 9007199254740993n.toString(), host: null }, { type: 'DELETE', time: BigInt(TIME + 1) }),
    ]);
    const batches = await read();
    expect(batches[0]).toEqual({ database: 'nova', table: 'services', rows: [] });
    expect(rowsOf(batches)).toEqual([
      { type: 'INSERT', time: TIME, offset: 0, sequence: 0, data: { id: '1', host: 'c01', topic: 'compute' } },
      { type: 'DELETE', time: TIME + 1, offset: 0, sequence: 1, data: { id: '9007199254740993', host: null } },
    ]);
  });

  it('keep every digit of a long integer', async () => {
    await writeTable('nova_services', [row('{"id": 9007199254740993, "host": "a"}')]);
    expect(rowsOf(await read())[0]?.data.id).toBe('9007199254740993');
  });

  it.each([
    ['2026-11-20 09:50:44', 0, 0],
    ['2026-11-20 09:50:44.5', 500_000, 0],
    ['2026-11-20 09:50:44+00:00', 0, 0],
    ['2026-11-20T09:50:44Z', 0, 0],
    ['2026-11-20T09:50:44.000000', 0, 0],
    ['2026-11-20T10:50:44+01:00', 0, 3_600_000_000],
  ])('may have a time as text: %s', async (time, fraction, offset) => {
    await writeTable('nova_services', [row({ id: 1, host: 'a' }, { time })]);
    expect(rowsOf(await read())[0]).toMatchObject({ time: TIME + fraction, offset });
  });

  it('may have a time in milli- or nanoseconds', async () => {
    const columns = (timestamp: 'MILLIS' | 'NANOS', time: bigint) =>
      parquetFile([
        { name: 'data', type: 'BYTE_ARRAY', converted: 19, values: ['{"id": 1, "host": "a"}'] },
        { name: 'audit_id', type: 'INT64', values: [1n] },
        { name: 'audit_changed_at', type: 'INT64', timestamp, values: [time] },
        { name: 'audit_event_type', type: 'BYTE_ARRAY', values: ['UPDATE'] },
      ]);
    await writeFile(fileOf('nova_services'), columns('MILLIS', 1_795_168_244_001n));
    expect(rowsOf(await read())[0]).toMatchObject({ type: 'UPDATE', time: TIME + 1000 });
    await writeFile(fileOf('nova_services'), columns('NANOS', 1_795_168_244_000_002_999n));
    expect(rowsOf(await read())[0]).toMatchObject({ type: 'UPDATE', time: TIME + 2 });
  });

  it('come in the order of the file, a thousand at a time, numbered over all files', async () => {
    const many = Array.from({ length: 2500 }, (_, i) => row({ id: i, host: 'a' }, { time: BigInt(TIME - i) }));
    await writeTable('nova_services', many, { codec: 'ZSTD', groupRows: 2000, pageRows: 300 });
    await writeTable('nova_other', many.slice(0, 3), { codec: 'SNAPPY' });
    const other: TableNeed = { database: 'nova', table: 'other', columns: ['id'] };
    const batches = await read([services, other]);
    expect(Math.max(...batches.map(({ rows }) => rows.length))).toBeLessThanOrEqual(1024);
    expect(rowsOf(batches).map(({ sequence }) => sequence)).toEqual(Array.from({ length: 2503 }, (_, i) => i));
    expect(rowsOf(batches).map(({ data }) => data.id)).toEqual([...many.keys(), 0, 1, 2].map(String));
  });

  it('are none in an empty table, which is there all the same', async () => {
    await writeTable('nova_services', []);
    expect(await read()).toEqual([{ database: 'nova', table: 'services', rows: [] }]);
  });

  it('are counted out in bytes read', async () => {
    const many = Array.from({ length: 3000 }, (_, i) => row({ id: i, host: 'a' }));
    await writeTable('nova_services', many);
    const [input] = await auditParquet.plan({ path: folder }, [services], planContext);
    const pieces: number[] = [];
    await collect(auditParquet.read(input!, { path: folder }, { signal, onBytes: (bytes) => pieces.push(bytes) }));
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces.reduce((sum, bytes) => sum + bytes, 0)).toBe(input?.size);
  });

  it('stop when the run does', async () => {
    await writeTable('nova_services', [row({ id: 1, host: 'a' })]);
    const [input] = await auditParquet.plan({ path: folder }, [services], planContext);
    const aborted = AbortSignal.abort(new Error('stop'));
    await expect(collect(auditParquet.read(input!, { path: folder }, { signal: aborted }))).rejects.toThrow('stop');
  });
});

describe('a row that makes no sense', () => {
  const good = row({ id: 1, host: 'a' });
  const bad: [string, Row, string, RegExp][] = [
    [
      'an unknown type',
      { ...good, type: 'TRUNCATE' },
      'unknown-event-type',
      /INSERT, UPDATE or DELETE, found text of the form "aaaaaaaa"/,
    ],
    ['no type', { ...good, type: null }, 'missing-value', /audit_event_type, found none/],
    ['a bad time', { ...good, time: '2026-13-20 c01.example' }, 'bad-time', /"9999-99-99 a99.aaaaaaa"/],
    ['no time', { ...good, time: null }, 'missing-value', /audit_changed_at/],
    ['a time beyond all', { ...good, time: 9_223_372_036_854_775_807n }, 'bad-time', /between the years/],
    ['no data', { ...good, data: null }, 'missing-value', /data, found none/],
    ['cut off data', { ...good, data: '{"id": 1, "host": "c01.exam' }, 'bad-json', /found 27 characters/],
    ['empty data', { ...good, data: ' ' }, 'bad-json', /an empty text/],
    ['data that is a list', { ...good, data: '[1]' }, 'bad-json', /JSON object/],
    [
      'data without a needed column',
      { ...good, data: { id: 1 } },
      'missing-column',
      /the column host of nova.services/,
    ],
  ];

  it.each(bad)('%s', async (_, wrong, code, message) => {
    const time = typeof wrong.time === 'string' ? '2026-11-20 09:50:44' : good.time;
    await writeTable('nova_services', [{ ...good, time }, { ...good, time }, wrong], { groupRows: 2 });
    const error = await failure(read());
    expect(error).toMatchObject({ code, exitCode: 65 });
    expect(error.message).toMatch(/^row 3 \(row group 2\): /);
    expect(error.message).toMatch(message);
    expect(error.message).not.toContain('c01');
    expect(error.location?.file).toMatch(/openstack_audit\.audit_nova_services\.parquet$/);
  });

  it('bytes that are not UTF-8', async () => {
    await writeFile(
      fileOf('nova_services'),
      parquetFile([
        { name: 'audit_event_type', type: 'BYTE_ARRAY', values: ['INSERT'] },
        { name: 'audit_changed_at', type: 'INT64', timestamp: 'MICROS', values: [1n] },
        { name: 'data', type: 'BYTE_ARRAY', values: [Buffer.from([0x7b, 0xff, 0x7d])] },
      ]),
    );
    expect(await failure(read())).toMatchObject({ code: 'bad-text' });
  });
});

describe('the plan', () => {
  it('tells databases and tables apart by the needs, where a name could mean several', async () => {
    await writeTable('nova_cell0_compute_nodes', [row({ id: 1 })]);
    const need: TableNeed = { database: 'nova_cell0', table: 'compute_nodes', columns: ['id'] };
    const [input] = await auditParquet.plan({ path: folder }, [need], planContext);
    expect(input?.need).toBe(need);
    expect(basename(input?.path ?? '')).toBe('openstack_audit.audit_nova_cell0_compute_nodes.parquet');
  });

  it('leaves out an optional table that was not exported', async () => {
    await writeTable('nova_services', [row({ id: 1, host: 'a' })]);
    const optional: TableNeed = { database: 'nova_cell0', table: 'services', columns: ['id'], optional: true };
    expect(await auditParquet.plan({ path: folder }, [services, optional], planContext)).toHaveLength(1);
  });

  it('names every missing table and what was found', async () => {
    await writeTable('nova_instances', []);
    const nodes: TableNeed = { database: 'nova', table: 'compute_nodes', columns: ['id'] };
    const error = await failure(auditParquet.plan({ path: folder }, [services, nodes], planContext));
    expect(error).toMatchObject({ code: 'missing-table', exitCode: 66 });
    expect(error.message).toContain('nova.services, nova.compute_nodes; found audit_nova_instances');
  });

  it('does not open files of tables that nobody needs', async () => {
    await writeTable('nova_services', [row({ id: 1, host: 'a' })]);
    await writeFile(fileOf('nova_instances'), 'not even Parquet');
    expect(rowsOf(await read())).toHaveLength(1);
  });

  it.each([
    ['nothing', Buffer.alloc(0), 'truncated-parquet'],
    ['text', Buffer.from('id,host\n'), 'not-parquet'],
    ['half a file', auditTable([row({ id: 1, host: 'a' })]).subarray(0, 100), 'truncated-parquet'],
  ])('refuses a file that holds %s', async (_, content, code) => {
    await writeFile(fileOf('nova_services'), content);
    const error = await failure(auditParquet.plan({ path: folder }, [services], planContext));
    expect(error).toMatchObject({ code, exitCode: 65 });
    expect(error.location?.file).toContain('nova_services');
  });

  it('refuses a file without the columns of an audit table, or of other types', async () => {
    const only = (name: string) => parquetFile([{ name, type: 'BYTE_ARRAY', converted: 0, values: ['a'] }]);
    await writeFile(fileOf('nova_services'), only('host'));
    const missing = await failure(read());
    expect(missing).toMatchObject({ code: 'missing-column', exitCode: 65 });
    expect(missing.message).toBe('expected a column audit_event_type, found host');

    await writeFile(
      fileOf('nova_services'),
      parquetFile([
        { name: 'audit_event_type', type: 'BYTE_ARRAY', values: ['INSERT'] },
        { name: 'audit_changed_at', type: 'DOUBLE', values: [1] },
        { name: 'data', type: 'BYTE_ARRAY', values: ['{}'] },
      ]),
    );
    const wrong = await failure(read());
    expect(wrong).toMatchObject({ code: 'wrong-column-type', exitCode: 65 });
    expect(wrong.message).toContain('audit_changed_at to be a TIMESTAMP or text, found DOUBLE');
  });

  it('closes every file', async () => {
    await writeTable('nova_services', [row({ id: 1, host: 'a' }), row({ id: 1 })]);
    const opened = vi.spyOn(ParquetFile, 'open');
    const closed = vi.spyOn(ParquetFile.prototype, 'close');
    await failure(read());
    expect(closed).toHaveBeenCalledTimes(opened.mock.calls.length);
    expect(opened).toHaveBeenCalled();
    vi.restoreAllMocks();
  });
});

describe('paths', () => {
  const keysAt = async (path: string | string[]) => {
    const needs = ['a', 'b'].map((table): TableNeed => ({ database: 'nova', table, columns: [], optional: true }));
    return (await auditParquet.plan({ path }, needs, planContext)).map(({ need }) => need.table);
  };

  beforeEach(async () => {
    await writeTable('nova_a', []);
    await writeTable('nova_b', []);
    await writeFile(join(folder, 'README'), '');
    await mkdir(join(folder, 'openstack_audit.audit_nova_c.parquet'));
  });

  it('may be a folder, a glob, a file or a list', async () => {
    expect(await keysAt(folder)).toEqual(['a', 'b']);
    expect(await keysAt(join(folder, '*_b.parquet'))).toEqual(['b']);
    expect(await keysAt(fileOf('nova_a'))).toEqual(['a']);
    expect(await keysAt([fileOf('nova_b'), fileOf('nova_a'), fileOf('nova_a')])).toEqual(['a', 'b']);
  });

  it('are checked before the run', async () => {
    const check = async (path: string | string[]) => {
      const errors = (await auditParquet.check?.({ path }, planContext)) ?? [];
      return errors.map(({ code, exitCode }) => `${code} ${exitCode}`);
    };
    expect(await check(folder)).toEqual([]);
    expect(await check(join(folder, 'gone'))).toEqual(['missing-file 66']);
    expect(await check(join(folder, 'READ*'))).toEqual(['missing-file 66']);
    expect(await check(join(folder, 'README'))).toEqual(['unknown-file-name 64']);
    await mkdir(join(folder, 'older'));
    await writeFile(join(folder, 'older', basename(fileOf('nova_a'))), auditTable([]));
    expect(await check([folder, join(folder, 'older')])).toEqual(['duplicate-table 64']);
  });

  it('say what was found instead', async () => {
    await mkdir(join(folder, 'other'));
    await writeFile(join(folder, 'other', 'x.csv'), '');
    const [error] = (await auditParquet.check?.({ path: join(folder, 'other') }, planContext)) ?? [];
    expect(error?.message).toMatch(
      /^expected files named openstack_audit\..* in the folder .*other, found 1 file of other names$/,
    );
  });
});

it('declares itself', () => {
  expect(auditParquet).toMatchObject({ name: 'audit-parquet', role: 'audit', gives: 'audit', bounded: true });
  expect(auditParquet.options.safeParse({ path: [] }).success).toBe(false);
  expect(auditParquet.options.parse({ path: 'audit/' })).toEqual({ path: 'audit/' });
});

describe.skipIf(!hasConformance)('real exports', () => {
  const needs = ['services', 'compute_nodes', 'instances', 'instance_actions', 'instance_actions_events'].map(
    (table): TableNeed => ({ database: 'nova', table, columns: ['id', 'created_at'] }),
  );

  it('hold the same rows with zstd and snappy, with times as TIMESTAMP and in five spellings', async () => {
    const [zstd, snappy] = await Promise.all(
      ['zstd', 'snappy'].map((kind) => read(needs, conformancePath(`audit/${kind}`))),
    );
    const counts = needs.map(({ table }) => rowsOf(zstd!.filter((batch) => batch.table === table)).length);
    expect(counts).toEqual([91, 66, 187, 644, 970]);
    expect(rowsOf(snappy!)).toEqual(rowsOf(zstd!));
  });
});
