import { expect, test } from 'vitest';
import { instanceEventType } from '../../pipeline/records/instance-event.ts';
import type { RecordType } from '../../pipeline/records/record-type.ts';
import bucket from '../../transforms/bucket.ts';
import { apply, refusalOf } from '../support/apply.ts';

const type = instanceEventType({ cloud: 'vm', origin: 'database' });
const FLAVOUR = ['PROPERTIES.vcpus', 'PROPERTIES.memory_mb'];

/** One event for each of some projects, of one flavour. */
const events = (vcpus: number | null, memory_mb: number | null, ...projects: (string | null)[]) =>
  projects.map((PROJECT_ID) => ({ PROJECT_ID, START_TIME: 1, PROPERTIES: { vcpus, memory_mb, root_gb: 1 } }));
const common = events(2, 4096, 'a', 'b', 'c');
const flavours = (options: object, records: ReturnType<typeof events>) => {
  const { records: out, context } = apply(bucket, { fields: FLAVOUR, k: 3, ...options }, type, records);
  const values = out.map(({ PROPERTIES }) => PROPERTIES as Record<string, unknown>);
  return { context, out: values.map(({ vcpus, memory_mb }) => `${vcpus} ${memory_mb}`), values };
};

test('combinations that fewer than k records share become other; those of k stay', () => {
  const rare = [...events(1, 1, 'a'), ...events(1, 2, 'a'), ...events(9, 9, 'b')];
  const { out, values, context } = flavours({}, [...common, ...rare]);
  expect(out).toEqual(['2 4096', '2 4096', '2 4096', 'other other', 'other other', 'other other']);
  expect(values.every(({ root_gb }) => root_gb === 1)).toBe(true);
  expect(context.facts()).toEqual({ groups: { smallest: 3, found: 4, rare: 3, givenUp: 0 } });
});

test('by: one project with many records is a small group, and a record of nobody makes none larger', () => {
  const busy = events(8, 8, 'a', 'a', 'a', 'a', 'b', 'b', null, null);
  const others = [...events(1, 1, 'c'), ...events(1, 2, 'd')];
  const { out } = flavours({ by: 'PROJECT_ID' }, [...common, ...busy, ...others]);
  expect(new Set(out.slice(0, 3))).toEqual(new Set(['2 4096']));
  expect(new Set(out.slice(3))).toEqual(new Set(['other other']));
});

test('a rest that is too small takes the smallest group with it', () => {
  const larger = events(4, 8192, 'a', 'b', 'c', 'd');
  const { out, context } = flavours({ by: 'PROJECT_ID' }, [...larger, ...common, ...events(9, 9, 'a')]);
  expect(out.slice(0, 4)).toEqual(Array(4).fill('4 8192'));
  expect(out.slice(4)).toEqual(Array(4).fill('other other'));
  expect(context.facts()).toMatchObject({ groups: { rare: 1, givenUp: 1 } });
});

test('null: the values go, and the type says so', () => {
  const rare = events(1, 1, 'a', 'b').concat(events(7, 7, 'c'));
  expect(flavours({ replacement: 'null' }, [...common, ...rare]).out.slice(3)).toEqual(Array(3).fill('null null'));
  const given = bucket.gives(type, bucket.options.parse({ fields: FLAVOUR, replacement: 'null' }));
  expect(given.properties.map(({ name, nullable, treatment }) => [name, nullable ?? false, treatment])).toEqual([
    ['memory_mb', true, 'bucketed'],
    ['root_gb', false, undefined],
    ['vcpus', true, 'bucketed'],
  ]);
});

test('larger: the smallest kept combination in which nothing is smaller, null above all of them', () => {
  const kept = [...common, ...events(2, 8192, 'a', 'b', 'c'), ...events(4, 4096, 'a', 'b', 'c')];
  const rare = [...events(1, 1, 'x'), ...events(2, 5000, 'x'), ...events(3, 4096, 'x')];
  const tooLarge = [...events(3, 8192, 'x'), ...events(64, 1, 'y'), ...events(8, 1_000_000, 'z')];
  const { out } = flavours({ replacement: 'larger' }, [...kept, ...rare, ...tooLarge]);
  expect(out.slice(9)).toEqual(['2 4096', '2 8192', '4 4096', ...Array(3).fill('null null')]);
});

test('records without any value stay, and nothing is made of nothing', () => {
  const { out } = flavours({}, [...common, ...events(null, null, 'a')]);
  expect(out[3]).toBe('null null');
  const without = { ...common[0]!, PROPERTIES: null };
  expect(apply(bucket, { fields: FLAVOUR }, type, [without]).records).toEqual([without]);
});

test('where all records are fewer than k, all are replaced and the user is told', () => {
  const { out, context } = flavours({}, events(1, 1, 'a', 'b'));
  expect(out).toEqual(['other other', 'other other']);
  expect(context.warnings).toEqual([expect.stringMatching(/^small-rest/)]);
});

test('the record that came in is left as it was', () => {
  const before = structuredClone(common);
  flavours({ k: 10 }, common);
  expect(common).toEqual(before);
});

test('a column: it leaves the order of the trace, and an identifier is not treated by it', () => {
  const given = bucket.gives(type, bucket.options.parse({ fields: ['INSTANCE_UUID'] }));
  expect(given.order).not.toContain('INSTANCE_UUID');
  expect(given.columns[0]).not.toHaveProperty('treatment');
  const node: RecordType = { ...type, columns: [...type.columns, { ...type.columns[1]!, name: 'TYPE' }] };
  const { records, type: typed } = apply(
    bucket,
    { fields: ['TYPE'], k: 2 },
    node,
    ['gpu', 'cpu', 'cpu', 'fpga'].map((TYPE, i) => ({ TYPE, START_TIME: i })),
  );
  expect(records.map(({ TYPE }) => TYPE)).toEqual(['other', 'cpu', 'cpu', 'other']);
  expect(typed.columns.at(-1)).toMatchObject({ treatment: 'bucketed' });
});

test('sizes that Star Compactor writes a second time go, for they are not bucketed', () => {
  const extras = [{ name: 'vcpus', type: 'integer', description: 'x', sensitivity: 'public' }] as const;
  const given = bucket.gives(
    { ...type, starCompactorExtras: extras, starCompactorKeys: ['vcpus', 'EVENT'] },
    bucket.options.parse({ fields: ['vcpus'] }),
  );
  expect([given.starCompactorExtras, given.starCompactorKeys]).toEqual([[], ['EVENT']]);
});

test.each([
  [{ fields: ['START_TIME'] }, 'unfit-field'],
  [{ fields: ['EVENT_DURATION'] }, 'unfit-field'],
  [{ fields: ['RESULT'], replacement: 'null' }, 'unfit-field'],
  [{ fields: ['PROPERTIES.vcpu'] }, 'unknown-field'],
  [{ fields: ['vcpus'], by: 'PROJECT' }, 'unknown-field'],
  [{ fields: ['vcpus'], by: 'vcpus' }, 'field-twice'],
])('%j is refused as %s', (options, code) => {
  expect(refusalOf(bucket, options, type)).toMatchObject({ code, exitCode: 78 });
});
