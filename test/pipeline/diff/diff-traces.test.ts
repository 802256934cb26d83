import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import zlib from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { areEqual, diffTraces } from '../../../pipeline/diff/diff-traces.ts';
import { diffJson, diffText } from '../../../pipeline/diff/report.ts';
import { instanceEventType } from '../../../pipeline/records/instance-event.ts';
import { HOST_NAME, machineEventType, VM_MACHINE_PROPERTIES } from '../../../pipeline/records/machine-event.ts';
import type { DataRecord, RecordType } from '../../../pipeline/records/record-type.ts';
import csv from '../../../sinks/csv.ts';
import jsonl from '../../../sinks/jsonl.ts';
import { conformancePath, hasConformance } from '../../support/conformance.ts';
import { memoryContext } from '../../support/run-context.ts';
import { encoded } from '../../support/trace-records.ts';

let folder: string;
let files = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'diff-'));
});
afterAll(() => rm(folder, { recursive: true }));

const machineType = machineEventType(VM_MACHINE_PROPERTIES);
const instanceType = instanceEventType({ cloud: 'vm', origin: 'database' });
const TIME = Date.UTC(2020, 0, 1) * 1000;

const machine = (
  seconds: number,
  host: string,
  EVENT = 'CREATE',
  properties: DataRecord['PROPERTIES'] = { rack: 1, vcpu_capability: 48 },
) => ({
  EVENT_TIME: TIME + seconds * 1e6,
  EVENT_TIME_SEC: seconds,
  [HOST_NAME]: host,
  EVENT,
  PROPERTIES: properties,
});
const instance = (seconds: number, uuid: string, more: Partial<DataRecord> = {}): DataRecord => ({
  INSTANCE_UUID: uuid,
  EVENT: 'compute_start_instance',
  START_TIME: TIME + seconds * 1e6,
  START_SEC: seconds,
  FINISH_TIME: null,
  FINISH_SEC: null,
  EVENT_DURATION: null,
  RESULT: 'Success',
  INSTANCE_NAME: `name-${uuid}`,
  USER_ID: 'a'.repeat(32),
  PROJECT_ID: 'b'.repeat(32),
  [HOST_NAME]: 'c01',
  PROPERTIES: { vcpus: 1, memory_mb: 2, root_gb: 3 },
  ...more,
});

type Format = 'csv' | 'jsonl';
type Dialect = 'default' | 'starcompactor';

/** Writes records as a trace; gives its path. */
async function write(
  records: readonly DataRecord[],
  {
    format = 'csv',
    dialect = 'default',
    type = machineType,
  }: { format?: Format; dialect?: Dialect; type?: RecordType } = {},
): Promise<string> {
  const sink = format === 'csv' ? csv : jsonl;
  return writeText(encoded(sink.create({ path: '-', compress: 'none', dialect }, type), records));
}

async function writeText(content: string | Uint8Array): Promise<string> {
  const path = join(folder, `trace-${files++}`);
  await writeFile(path, content);
  return path;
}

const compare = (a: string, b: string, limit = 3) => diffTraces(a, b, { limit, sorter: memoryContext().sorter });

/** What the text says, without the lines that name the files. */
async function told(a: string, b: string, limit?: number): Promise<string[]> {
  return diffText(await compare(a, b, limit))
    .trimEnd()
    .split('\n')
    .filter((line) => !/^[AB] /.test(line));
}

const HOSTS = ['c01', 'c02', 'c03', 'bücher "1"', 'd\nd'];
const machines = HOSTS.flatMap((host, i) => [
  machine(i, host),
  machine(i + 10.5, host, 'UPDATE', { rack: null, vcpu_capability: 96, memory_capability_mb: 2 ** 40 }),
  machine(i + 20, host, 'DELETE', null),
]);

describe('traces that tell the same', () => {
  const spellings = (['csv', 'jsonl'] as const).flatMap((format) =>
    (['default', 'starcompactor'] as const).map((dialect) => ({ format, dialect })),
  );

  it.each(spellings)('as $format, $dialect', async (spelling) => {
    const a = await write(machines);
    const b = await write(machines, spelling);
    expect(await told(a, b)).toEqual(['equal: 15 machine events']);
    const instances = HOSTS.map((name, i) => instance(i, name));
    const c = await write(instances, { type: instanceType });
    const d = await write(instances, { ...spelling, type: instanceType });
    expect(await told(c, d)).toEqual(['equal: 5 instance events']);
  });

  it('in any order', async () => {
    expect(areEqual(await compare(await write(machines), await write(machines.toReversed())))).toBe(true);
  });

  it('compressed or not', async () => {
    const text = Buffer.from(
      encoded(csv.create({ path: '-', compress: 'none', dialect: 'default' }, machineType), machines),
    );
    expect(areEqual(await compare(await writeText(text), await writeText(zlib.gzipSync(text))))).toBe(true);
  });

  it('when nothing happened at all', async () => {
    const [header, empty, nothing] = [await write([]), await write([], { format: 'jsonl' }), await writeText('')];
    expect(await told(header, header)).toEqual(['equal: 0 machine events']);
    expect(await told(header, empty)).toEqual(['equal: 0 machine events']);
    expect(await told(nothing, empty)).toEqual(['equal: 0 records']);
  });

  it('even where only the JSON lines of Star Compactor hold the sizes of bare-metal instances', async () => {
    const type = instanceEventType({ cloud: 'baremetal', origin: 'audit' });
    const records = [instance(1, 'u', { memory_mb: 1, root_gb: 2, vcpus: 3, PROPERTIES: {} })];
    const lines = await write(records, { format: 'jsonl', dialect: 'starcompactor', type });
    expect(areEqual(await compare(await write(records, { type }), lines))).toBe(true);
  });
});

describe('traces that differ', () => {
  it('in a row', async () => {
    const b = await write([
      ...machines.slice(1),
      machine(7, 'c09', 'ENABLE'),
      machine(8, 'c09', 'ENABLE'),
      machine(7, 'c09', 'DISABLE'),
    ]);
    expect(await told(await write(machines), b)).toEqual([
      'equal: 14',
      'only in A: 1 (CREATE 1)',
      '  - c01 2020-01-01T00:00:00Z CREATE',
      'only in B: 3 (ENABLE 2, DISABLE 1)',
      '  + c09 2020-01-01T00:00:07Z DISABLE',
      '  + c09 2020-01-01T00:00:07Z ENABLE',
      '  + c09 2020-01-01T00:00:08Z ENABLE',
    ]);
  });

  it('in how often they tell a row', async () => {
    const b = await write([...machines, machines[0]!, machines[0]!]);
    expect(await told(await write(machines), b)).toEqual([
      'equal: 15',
      'only in B: 2 (CREATE 2)',
      '  + c01 2020-01-01T00:00:00Z CREATE',
    ]);
  });

  it('in a cell', async () => {
    const changed = machines.map((record, i) => {
      if (i === 0) return { ...record, PROPERTIES: { rack: 2, disk_capability_gb: 7 } };
      return i === 3 ? { ...record, EVENT_TIME_SEC: 99, PROPERTIES: { rack: 2, vcpu_capability: 48 } } : record;
    });
    expect(await told(await write(machines), await write(changed))).toEqual([
      'equal: 13',
      'other values: 2 (PROPERTIES.rack 2, EVENT_TIME_SEC 1, PROPERTIES.disk_capability_gb 1, PROPERTIES.vcpu_capability 1)',
      '  ~ c01 2020-01-01T00:00:00Z CREATE: PROPERTIES.rack 1 -> 2, PROPERTIES.vcpu_capability 48 -> (none), PROPERTIES.disk_capability_gb (none) -> 7',
      '  ~ c02 2020-01-01T00:00:01Z CREATE: EVENT_TIME_SEC 1 -> 99, PROPERTIES.rack 1 -> 2',
    ]);
  });

  it('in a column', async () => {
    const a = await write(machines, { format: 'jsonl' });
    const lines = machines.map((record) =>
      JSON.stringify({
        ...record,
        EVENT_TIME: new Date((record.EVENT_TIME as number) / 1000).toISOString(),
        SITE: 'x',
      }),
    );
    const b = await writeText(`${lines.join('\n')}\n`);
    expect(await told(a, b)).toEqual(['columns only in B: SITE', 'equal: 15']);
    expect(await told(b, a)).toEqual(['columns only in A: SITE', 'equal: 15']);
    expect(areEqual(await compare(a, b))).toBe(false);
  });

  it('when one is empty', async () => {
    expect(await told(await write(machines), await writeText(''), 0)).toEqual([
      'equal: 0',
      'only in A: 15 (CREATE 5, DELETE 5, UPDATE 5)',
    ]);
  });

  it('of instances, whose rows of one key may be many', async () => {
    const a = await write(
      [instance(1, 'u'), instance(1, 'u', { RESULT: 'Error' }), instance(1, 'u', { RESULT: null })],
      { type: instanceType },
    );
    const b = await write([instance(1, 'u', { RESULT: 'Error' }), instance(1, 'u', { EVENT_DURATION: 5 })], {
      type: instanceType,
    });
    const { equal, changed, onlyInA, onlyInB } = await compare(a, b);
    expect([equal, changed.rows, onlyInA.rows, onlyInB.rows]).toEqual([1, 1, 1, 0]);
    expect(changed.columns.get('EVENT_DURATION')).toBe(1);
  });

  it('in rows that one has twice, of which the other has a changed one', async () => {
    const [once, changed] = [instance(1, 'u'), instance(1, 'u', { RESULT: 'Error' })];
    for (const [first, second] of [
      [once, changed],
      [changed, once],
    ]) {
      const a = await write([first!, first!, first!], { type: instanceType });
      const b = await write([second!], { type: instanceType });
      const [one, other] = [await compare(a, b), await compare(b, a)];
      expect([one.changed.rows, one.onlyInA.rows, one.onlyInB.rows]).toEqual([1, 2, 0]);
      expect([other.changed.rows, other.onlyInA.rows, other.onlyInB.rows]).toEqual([1, 0, 2]);
    }
  });

  it('with as many examples as asked for', async () => {
    const nothing = await write([]);
    const full = await write(machines);
    for (const limit of [0, 2, 100]) {
      const { onlyInB } = await compare(nothing, full, limit);
      expect(onlyInB.examples).toHaveLength(Math.min(limit, 15));
      expect(onlyInB.rows).toBe(15);
    }
  });

  it('as JSON', async () => {
    const [a, b] = [
      await write([machine(1, 'c01'), machine(2, 'c01', 'DELETE', null)]),
      await write([machine(1, 'c01', 'CREATE', { rack: 2 })]),
    ];
    expect(diffJson(await compare(a, b))).toEqual({
      same: false,
      kind: 'machine-event',
      a: { file: a, rows: 2 },
      b: { file: b, rows: 1 },
      equal: 0,
      changed: {
        rows: 1,
        columns: { 'PROPERTIES.rack': 1, 'PROPERTIES.vcpu_capability': 1 },
        examples: [
          {
            key: { [HOST_NAME]: 'c01', EVENT_TIME: '2020-01-01T00:00:01Z', EVENT: 'CREATE' },
            changes: [
              { column: 'PROPERTIES.rack', a: '1', b: '2' },
              { column: 'PROPERTIES.vcpu_capability', a: '48', b: null },
            ],
          },
        ],
      },
      onlyInA: {
        rows: 1,
        events: { DELETE: 1 },
        examples: [{ [HOST_NAME]: 'c01', EVENT_TIME: '2020-01-01T00:00:02Z', EVENT: 'DELETE' }],
      },
      onlyInB: { rows: 0, events: {}, examples: [] },
      columnsOnlyInA: [],
      columnsOnlyInB: [],
      masking: [],
      otherSalt: [],
    });
  });
});

describe('masks', () => {
  const hash = (text: string, length = 32, salt = '') =>
    Buffer.from(`${salt}${text}`).toString('hex').padEnd(length, '0').slice(0, length);
  const masked = (records: readonly DataRecord[], length?: number, salt?: string) =>
    records.map((record) => ({ ...record, [HOST_NAME]: hash(String(record[HOST_NAME]), length, salt) }));

  it('on one side only are told, and the rest is compared', async () => {
    const [plain, hidden] = [await write(machines), await write(masked(machines))];
    const line = (side: string, a: string, b: string) =>
      `${HOST_NAME}: masked in ${side} only (${a} in A, ${b} in B); left out of the comparison`;
    const digits = '32 hexadecimal digits';
    expect(await told(plain, hidden)).toEqual([line('B', 'names', digits), 'equal: 15']);
    expect(await told(hidden, plain)).toEqual([line('A', digits, 'names'), 'equal: 15']);
    expect(areEqual(await compare(plain, hidden))).toBe(false);
    expect(await told(plain, await write(masked(machines.slice(1))))).toContain('only in A: 1 (CREATE 1)');
  });

  it('by different methods are told', async () => {
    const line = `${HOST_NAME}: masked in different ways (32 hexadecimal digits in A, 40 hexadecimal digits in B); left out of the comparison`;
    expect(await told(await write(masked(machines)), await write(masked(machines, 40)))).toEqual([line, 'equal: 15']);
  });

  it('under different salts are told', async () => {
    const found = await compare(await write(masked(machines)), await write(masked(machines, 32, 'salt')));
    expect(found.otherSalt).toEqual([HOST_NAME]);
    expect(found.equal).toBe(15);
    expect(areEqual(found)).toBe(false);
    expect(diffText(found)).toContain(`${HOST_NAME}: no value is in both`);
  });

  it('are not blamed when some host is in both', async () => {
    const other = masked([
      ...machines.slice(3).map((record) => ({ ...record, [HOST_NAME]: `x${record[HOST_NAME]}` })),
      machine(500, 'c01'),
    ]);
    expect((await compare(await write(masked(machines)), await write(other))).otherSalt).toEqual([]);
  });

  it('are not blamed for hosts that are simply others', async () => {
    const others = machines.map((record) => ({ ...record, [HOST_NAME]: `x${record[HOST_NAME]}` }));
    const found = await compare(await write(machines), await write(others));
    expect([found.otherSalt, found.masking, found.equal]).toEqual([[], [], 0]);
  });

  it('may hide users, whose numbers look masked in any case', async () => {
    const plain = [instance(1, 'u-1')];
    const hidden = [
      instance(1, hash('u-1'), {
        INSTANCE_NAME: hash('n'),
        USER_ID: hash('user'),
        PROJECT_ID: 'b'.repeat(32),
        [HOST_NAME]: hash('h'),
      }),
    ];
    const { masking, equal } = await compare(
      await write(plain, { type: instanceType }),
      await write(hidden, { type: instanceType }),
    );
    expect(masking.map(({ column }) => column)).toEqual(['INSTANCE_UUID', 'INSTANCE_NAME', 'USER_ID', HOST_NAME]);
    expect(equal).toBe(1);
  });
});

describe('files that are no traces', () => {
  const code = async (content: string | Uint8Array, other = 'EVENT_TIME,HOST_NAME (PHYSICAL),EVENT\n') => {
    const error = await compare(await writeText(other), await writeText(content)).catch((thrown) => thrown);
    return [error.code, error.exitCode, error.location?.line, error.message];
  };
  const header = 'EVENT_TIME,HOST_NAME (PHYSICAL),EVENT\n';

  it.each([
    [
      'a CSV of something else',
      'id,host\n1,c01\n',
      ['not-a-trace', 65, undefined, expect.stringContaining('found the columns id, host')],
    ],
    ['empty lines', '\n\n', ['not-a-trace', 65, undefined, expect.any(String)]],
    ['binary data', Buffer.from([1, 0, 2]), ['not-a-trace', 65, undefined, expect.stringContaining('binary data')]],
    [
      'a row that is too short',
      `${header}a,b\n`,
      ['corrupt-trace', 65, 2, expect.stringContaining('expected 3 fields')],
    ],
    ['a quote that does not end', `${header}"a,b,c\n`, ['corrupt-csv', 65, 2, expect.any(String)]],
    ['bytes that are not UTF-8', Buffer.from([0x61, 0xff]), ['corrupt-text', 65, undefined, expect.any(String)]],
    [
      'a line that is no JSON',
      '{"EVENT_TIME": "x", "HOST_NAME (PHYSICAL)": "h", "EVENT": "y"}\n{"EVENT"\n',
      ['corrupt-trace', 65, 2, expect.any(String)],
    ],
    [
      'a cut off gzip',
      zlib.gzipSync(header.repeat(50)).subarray(0, 40),
      ['truncated-gzip', 65, undefined, expect.any(String)],
    ],
  ])('%s', async (_, content, expected) => {
    expect(await code(content)).toEqual(expected);
  });

  it('tell of other keys only where the first lines had them', async () => {
    const line = (key: string) => `{"EVENT_TIME": "x", "HOST_NAME (PHYSICAL)": "h", "EVENT": "y", "${key}": 1}\n`;
    expect(await code(line('a').repeat(20_000) + line('b'))).toEqual([
      'corrupt-trace',
      65,
      20_001,
      expect.stringContaining('the key b'),
    ]);
  });

  it('or are not there', async () => {
    await expect(compare(join(folder, 'gone'), await write([]))).rejects.toMatchObject({
      code: 'missing-file',
      exitCode: 66,
    });
    await expect(compare(await write([]), join(folder, 'gone'))).rejects.toMatchObject({
      code: 'missing-file',
      exitCode: 66,
    });
  });

  it('or are of different kinds', async () => {
    const error = await compare(await write([]), await write([], { type: instanceType })).catch((thrown) => thrown);
    expect(error).toMatchObject({ code: 'different-kinds', exitCode: 64 });
    expect(error.message).toMatch(/found machine events in .* and instance events in /);
  });
});

describe.skipIf(!hasConformance)('goldens', () => {
  const GOLDENS = [
    'kvm/golden/machine',
    'baremetal/golden/machine',
    'edges/vm/golden/machine',
    'edges/baremetal/golden/machine',
    'audit/golden/machine.vm',
    'audit/golden/machine.baremetal',
    'audit/golden/instance.vm',
    'audit/golden/instance.baremetal',
  ].flatMap((name) => ['none', 'salted'].map((mask) => `${name}.${mask}`));

  it.each([...GOLDENS, 'kvm/golden-instances/vm.none'])('%s tells the same as CSV and as JSON lines', async (name) => {
    const [a, b] = ['csv', 'jsonl'].map((kind) => conformancePath(`${name}.${kind}`));
    const found = await compare(a!, b!);
    expect([areEqual(found), found.equal > 0]).toEqual([true, true]);
  });

  it('differ from their masked selves in the mask alone', async () => {
    const [a, b] = ['none', 'salted'].map((mask) => conformancePath(`kvm/golden/machine.${mask}.csv`));
    const { masking, equal, a: left } = await compare(a!, b!);
    expect(masking.map(({ column }) => column)).toEqual([HOST_NAME]);
    expect(equal).toBe(left.rows);
    expect(basename(left.file)).toBe('machine.none.csv');
  });
});
