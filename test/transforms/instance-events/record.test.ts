import { describe, expect, it } from 'vitest';
import { HOST_NAME } from '../../../pipeline/records/machine-event.ts';
import { type JoinedEvent, recordMaker, sizeOf, sizes } from '../../../transforms/instance-events/record.ts';

const EPOCH = 1_000_000;
const whole: JoinedEvent = {
  instance: 'i',
  event: 'compute_stop_instance',
  start: 3_500_000,
  finish: 5_000_000,
  result: 'Success',
  name: 'n',
  user: 'u',
  project: 'p',
  host: 'h',
  size: sizeOf('2048', '20', '1'),
};
const SIZE = { memory_mb: 2048, root_gb: 20, vcpus: 1 };
const make = (cloud: 'vm' | 'baremetal', semantics: 'default' | 'starcompactor', event: Partial<JoinedEvent>) =>
  recordMaker({ cloud, semantics }, EPOCH)({ ...whole, ...event });

describe('sizes', () => {
  it('are one object each', () => {
    const sizeOf = sizes();
    const small = sizeOf('512', '10', '1');
    expect(small).toEqual({ memory_mb: 512, root_gb: 10, vcpus: 1 });
    expect(sizeOf('512', null, '1')).toEqual({ memory_mb: 512, root_gb: null, vcpus: 1 });
    expect(sizeOf('512', '10', '1')).toBe(small);
    expect(sizeOf('51', '2', '10')).not.toEqual(sizeOf('5', '12', '10'));
  });

  it('may be more than are kept', () => {
    const sizeOf = sizes();
    const all = Array.from({ length: 25_000 }, (_, size) => sizeOf(String(size), '1', null));
    expect(all.map(({ memory_mb }) => memory_mb)).toEqual(all.map((_, size) => size));
  });
});

describe('records of instance events', () => {
  it('count seconds from the epoch', () => {
    expect(make('vm', 'default', {})).toEqual({
      INSTANCE_UUID: 'i',
      EVENT: 'compute_stop_instance',
      START_TIME: 3_500_000,
      START_SEC: 2.5,
      FINISH_TIME: 5_000_000,
      FINISH_SEC: 4,
      EVENT_DURATION: 1.5,
      RESULT: 'Success',
      INSTANCE_NAME: 'n',
      USER_ID: 'u',
      PROJECT_ID: 'p',
      [HOST_NAME]: 'h',
      PROPERTIES: SIZE,
    });
    expect(make('vm', 'default', { start: 0 })).toMatchObject({ START_SEC: -1, EVENT_DURATION: 5 });
  });

  it('lack a duration where a time is missing', () => {
    expect(make('vm', 'default', { finish: null })).toMatchObject({
      START_SEC: 2.5,
      FINISH_TIME: null,
      FINISH_SEC: null,
      EVENT_DURATION: null,
    });
    expect(make('vm', 'default', { start: null })).toMatchObject({ START_TIME: null, START_SEC: null, FINISH_SEC: 4 });
  });

  it('are null where nothing is known; to Star Compactor names are empty then', () => {
    const unknown = { name: null, user: null, project: null, host: null };
    const columns = (value: unknown) => ({
      INSTANCE_NAME: value,
      USER_ID: value,
      PROJECT_ID: value,
      [HOST_NAME]: value,
    });
    expect(make('vm', 'default', { ...unknown, size: null })).toMatchObject({ ...columns(null), PROPERTIES: null });
    expect(make('vm', 'starcompactor', unknown)).toMatchObject(columns(''));
  });

  it('have the size of a bare-metal instance beside the columns', () => {
    expect(make('baremetal', 'default', {})).toMatchObject({ PROPERTIES: {}, ...SIZE });
    expect(make('baremetal', 'default', { size: null })).toMatchObject({ PROPERTIES: {} });
    expect(Object.keys(make('vm', 'default', {}))).not.toContain('vcpus');
  });

  it('spell an unknown part of the size as null', () => {
    expect(sizeOf(null, '0', '1')).toEqual({ memory_mb: null, root_gb: 0, vcpus: 1 });
  });
});
