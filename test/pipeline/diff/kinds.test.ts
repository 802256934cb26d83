import { expect, it } from 'vitest';
import { describeKinds, findKind } from '../../../pipeline/diff/kinds.ts';
import { instanceEventType } from '../../../pipeline/records/instance-event.ts';
import { leaseEventType } from '../../../pipeline/records/lease-event.ts';
import { machineEventType } from '../../../pipeline/records/machine-event.ts';

it.each([
  [machineEventType([]), 'HOST_NAME (PHYSICAL)'],
  [instanceEventType({ cloud: 'vm', origin: 'database' }), 'INSTANCE_UUID'],
  [leaseEventType, 'LEASE_ID'],
])('a trace is known by its columns: $name', ({ name, columns }, identity) => {
  const names = columns.map((column) => column.name);
  expect(findKind(names)).toMatchObject({ name, identity });
  expect(findKind(names.filter((column) => column !== 'EVENT'))).toBeUndefined();
  expect(describeKinds()).toContain(`${name.replace('-', ' ')}s (${identity}, `);
});
