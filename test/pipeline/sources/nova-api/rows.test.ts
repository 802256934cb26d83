import { expect, it } from 'vitest';
import { INSTANCE_EVENTS_COLUMNS } from '../../../../pipeline/nova/instance-events-view.ts';
import { toDatetime, toRow } from '../../../../pipeline/sources/nova-api/rows.ts';

it.each([
  ['2026-11-20T10:19:54.000000', '2026-11-20 10:19:54'],
  ['2026-11-20T10:19:54.120000', '2026-11-20 10:19:54.120000'],
  ['2026-11-20T10:19:54Z', '2026-11-20 10:19:54'],
  ['2026-11-20 10:19:54', '2026-11-20 10:19:54'],
  ['2026-11-20T10:19:54+01:00', null],
  ['yesterday', null],
  [null, null],
])('%s is %s', (time, datetime) => {
  expect(toDatetime(time)).toBe(datetime);
});

it('a row has every column of the view', () => {
  const server = {
    id: 'i',
    name: 'n',
    user: 'u',
    project: 'p',
    host: 'h',
    hypervisor: 'y',
    flavor: null,
    deleted: false,
    unknown: false,
    showsHosts: true,
  };
  const event = { event: 'e', start: '2026-11-20T10:19:54.000000', finish: null, result: null, host: 'x' };
  const row = toRow(server, { requestId: 'r', start: '2026-11-20T10:19:53Z' }, event, {
    vcpus: 1,
    memoryMb: 0,
    rootGb: null,
  });
  expect(Object.keys(row).sort()).toEqual([...INSTANCE_EVENTS_COLUMNS].sort());
  expect(row).toEqual({
    event_id: null,
    event: 'e',
    start_time: '2026-11-20 10:19:54',
    finish_time: null,
    result: null,
    event_host: 'x',
    action_id: null,
    request_id: 'r',
    action_created_at: '2026-11-20 10:19:53',
    instance_uuid: 'i',
    user_id: 'u',
    project_id: 'p',
    instance_name: 'n',
    host: 'h',
    node: 'y',
    memory_mb: '0',
    root_gb: null,
    vcpus: '1',
  });
});
