import { describe, expect, test } from 'vitest';
import { instanceEventType, VM_INSTANCE_PROPERTIES } from '../../../pipeline/records/instance-event.ts';
import { HOST_NAME, machineEventType } from '../../../pipeline/records/machine-event.ts';

const variants = (['vm', 'baremetal'] as const).flatMap((cloud) =>
  (['database', 'audit'] as const).map((origin) => ({ cloud, origin })),
);

test('has the columns of trace format 0.3, in its order', () => {
  const { columns } = instanceEventType({ cloud: 'vm', origin: 'database' });
  expect(columns.map(({ name }) => name).join(',')).toBe(
    'INSTANCE_UUID,EVENT,START_TIME,START_SEC,FINISH_TIME,FINISH_SEC,EVENT_DURATION,RESULT,' +
      'INSTANCE_NAME,USER_ID,PROJECT_ID,HOST_NAME (PHYSICAL),PROPERTIES',
  );
});

test('calls every name of a person, project, instance or machine an identifier', () => {
  const { columns } = instanceEventType({ cloud: 'vm', origin: 'database' });
  const identifiers = columns.filter(({ sensitivity }) => sensitivity === 'identifier').map(({ name }) => name);
  expect(identifiers).toEqual(['INSTANCE_UUID', 'INSTANCE_NAME', 'USER_ID', 'PROJECT_ID', HOST_NAME]);
});

test('names hosts as machine events do, so that the traces can be joined', () => {
  const classOf = (type: { columns: readonly { name: string; fieldClass?: string }[] }) =>
    type.columns.find(({ name }) => name === HOST_NAME)?.fieldClass;
  expect(classOf(instanceEventType({ cloud: 'vm', origin: 'database' }))).toBe('host');
  expect(classOf(machineEventType([]))).toBe('host');
});

test('sorts by columns that it has', () => {
  const { columns, order } = instanceEventType({ cloud: 'vm', origin: 'database' });
  expect(columns.map(({ name }) => name)).toEqual(expect.arrayContaining([...order]));
});

describe.each(variants)('$cloud, $origin', (variant) => {
  const type = instanceEventType(variant);

  test("Star Compactor's keys are its columns and extras, each once", () => {
    const names = [...type.columns, ...(type.starCompactorExtras ?? [])].map(({ name }) => name);
    expect([...(type.starCompactorKeys ?? [])].sort()).toEqual(names.sort());
  });

  test('the size is in PROPERTIES of a virtual machine, and beside the columns of a bare-metal instance', () => {
    const sizes = VM_INSTANCE_PROPERTIES.map(({ name }) => name);
    const [inside, beside] = variant.cloud === 'vm' ? [sizes, undefined] : [[], sizes];
    expect(type.properties.map(({ name }) => name)).toEqual(inside);
    expect(type.starCompactorExtras?.map(({ name }) => name)).toEqual(beside);
  });
});

test("the bare-metal keys of Star Compactor's JSON lines depend on where the rows come from", () => {
  const keys = (origin: 'database' | 'audit') =>
    instanceEventType({ cloud: 'baremetal', origin }).starCompactorKeys?.slice(0, 4);
  expect(keys('database')).toEqual(['memory_mb', 'root_gb', 'vcpus', 'INSTANCE_UUID']);
  expect(keys('audit')).toEqual(['INSTANCE_UUID', 'EVENT', 'START_TIME', 'FINISH_TIME']);
});
