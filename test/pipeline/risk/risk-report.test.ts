import { describe, expect, it } from 'vitest';
import { instanceEventType } from '../../../pipeline/records/instance-event.ts';
import { HOST_NAME, machineEventType, VM_MACHINE_PROPERTIES } from '../../../pipeline/records/machine-event.ts';
import type { DataRecord } from '../../../pipeline/records/record-type.ts';
import { remarksOn, riskMeterOf } from '../../../pipeline/risk/risk-report.ts';
import { thingType } from '../../support/planned.ts';

const HOUR = 3_600_000_000;
const instances = instanceEventType({ cloud: 'vm', origin: 'database' });

interface Lived {
  id: string;
  project?: string;
  vcpus?: number;
  begin: number;
  end?: number;
}

const events = ({ id, project = 'p', vcpus = 1, begin, end }: Lived): DataRecord[] => {
  const common = { INSTANCE_UUID: id, PROJECT_ID: project, PROPERTIES: { vcpus } };
  const built = { ...common, EVENT: 'compute__do_build_and_run_instance', START_TIME: begin, FINISH_TIME: begin + 1 };
  const stopped = { ...common, EVENT: 'compute_stop_instance', START_TIME: begin + 2, FINISH_TIME: begin + 3 };
  const ended = { ...common, EVENT: 'compute_terminate_instance', START_TIME: end ?? 0, FINISH_TIME: end ?? 0 };
  return end === undefined ? [built, stopped] : [built, built, stopped, ended];
};

function riskOf(...lives: Lived[]) {
  const meter = riskMeterOf(instances)!;
  for (const record of lives.flatMap(events)) meter.add(record);
  return meter.risk();
}

describe('instances', () => {
  it('in groups of fewer than five by project, size and day are counted', () => {
    const five = Array.from({ length: 5 }, (_, i) => ({ id: `a${i}`, begin: i * HOUR }));
    const three = Array.from({ length: 3 }, (_, i) => ({ id: `b${i}`, begin: 30 * HOUR }));
    expect(
      riskOf(...five, ...three, { id: 'c', project: 'q', begin: 0 }, { id: 'd', vcpus: 2, begin: 0 }).groups,
    ).toEqual({
      by: ['PROJECT_ID', 'PROPERTIES', 'day'],
      of: 'instances',
      k: 5,
      groups: 4,
      smallerThanK: 3,
      shareInSmallGroups: 0.5,
      exact: true,
    });
  });

  it('that are like no other in size, start and end are counted, to the second and to the hour', () => {
    const { lifetimes } = riskOf(
      { id: 'a', begin: 0, end: 5 * HOUR },
      { id: 'b', begin: 400_000, end: 5 * HOUR + 400_000 },
      { id: 'c', begin: HOUR / 2, end: 5.5 * HOUR },
      { id: 'd', vcpus: 2, begin: 0, end: 5 * HOUR },
      { id: 'e', begin: 0 },
    );
    expect(lifetimes).toEqual({ lives: 4, uniqueToTheSecond: 0.5, uniqueToTheHour: 0.25, exact: true });
  });

  it('are no longer told apart when the project is gone', () => {
    const meter = riskMeterOf({
      ...instances,
      columns: instances.columns.filter(({ name }) => name !== 'PROJECT_ID'),
    })!;
    for (const record of events({ id: 'a', begin: 0 })) meter.add(record);
    expect(meter.risk().groups.by).toEqual(['PROPERTIES', 'day']);
  });
});

it('machines are like others when their last properties are', () => {
  const meter = riskMeterOf(machineEventType(VM_MACHINE_PROPERTIES))!;
  for (let i = 0; i < 6; i++) meter.add({ [HOST_NAME]: `h${i}`, EVENT: 'CREATE', PROPERTIES: { vcpu_capability: i } });
  for (let i = 1; i < 6; i++) meter.add({ [HOST_NAME]: `h${i}`, EVENT: 'UPDATE', PROPERTIES: { vcpu_capability: 0 } });
  meter.add({ [HOST_NAME]: 'h6', EVENT: 'CREATE', PROPERTIES: { vcpu_capability: 7 } });
  meter.add({ [HOST_NAME]: 'h6', EVENT: 'DELETE', PROPERTIES: null });
  expect(meter.risk().groups).toMatchObject({ groups: 2, smallerThanK: 1, shareInSmallGroups: 0.1429 });
});

it('the remarks are sentences with figures', () => {
  const remarks = remarksOn(riskOf({ id: 'a', begin: 0, end: HOUR }));
  expect(remarks[0]).toBe(
    '1 groups by PROJECT_ID, PROPERTIES, day have fewer than 5 instances; 100 % of the instances are in one.',
  );
  expect(remarks.join(' ')).toContain('No hashing removes that');
  expect(remarksOn(riskOf())).toHaveLength(1);
});

it('of other records nothing is said', () => {
  expect(riskMeterOf(thingType)).toBeUndefined();
});
