import { describe, expect, it } from 'vitest';
import { HOST_NAME } from '../../../pipeline/records/machine-event.ts';
import type { RowBatch } from '../../../pipeline/stage.ts';
import { lines, rowsOf, snapshots, tell } from '../../support/instances.ts';
import { memoryContext } from '../../support/run-context.ts';

const action = rowsOf('actions', [{}]);
const instance = rowsOf('instances', [{}]);
const event = (fields = {}) => rowsOf('events', [fields]);

describe('one backup', () => {
  it('gives an event with its action and its instance', async () => {
    const [record] = await tell({}, snapshots([action, event(), instance]));
    expect(record).toMatchObject({
      INSTANCE_UUID: 'i',
      EVENT: 'compute_stop_instance',
      EVENT_DURATION: 1,
      RESULT: 'Success',
      INSTANCE_NAME: 'n',
      USER_ID: 'u',
      PROJECT_ID: 'p',
      [HOST_NAME]: 'h',
      PROPERTIES: { memory_mb: 1, root_gb: 2, vcpus: 3 },
    });
  });

  it('joins what lies in shadow tables, even while it is being archived', async () => {
    const archived = [rowsOf('actions', [{}], { shadow: true }), rowsOf('instances', [{}], { shadow: true })];
    expect(lines(await tell({}, snapshots([...archived, rowsOf('events', [{}], { shadow: true })])))).toHaveLength(1);
    expect(
      lines(await tell({}, snapshots([...archived, event(), rowsOf('events', [{}], { shadow: true })]))),
    ).toHaveLength(1);
    expect(lines(await tell({}, snapshots([action, instance, rowsOf('events', [{}], { shadow: true })])))).toHaveLength(
      1,
    );
  });

  it('tells databases apart', async () => {
    const cell0 = { database: 'nova_cell0' };
    const other = [rowsOf('actions', [{ instance_uuid: 'j' }], cell0), rowsOf('events', [{ start_time: 5 }], cell0)];
    const records = await tell(
      {},
      snapshots([action, event(), instance, ...other, rowsOf('instances', [{ uuid: 'j', host: 'h0' }], cell0)]),
    );
    expect(lines(records)).toEqual(['1-2 compute_stop_instance@h', '5-2 compute_stop_instance@h0']);
  });

  it('ignores other tables and databases', async () => {
    const foreign = [
      { ...event({ id: 2 }), database: 'backup_of_nova' },
      { ...event({ id: 2 }), table: 'toString' },
    ];
    expect(await tell({}, snapshots([action, event(), instance, ...foreign]))).toHaveLength(1);
  });

  it('events of one instance that start together come in the order of their ids', async () => {
    const events = rowsOf('events', [
      { id: 10, event: 'b' },
      { id: 9, event: 'c' },
      { id: 2, event: 'a', start_time: 3 },
    ]);
    const records = await tell({}, snapshots([action, events, instance]));
    expect(records.map(({ EVENT }) => EVENT)).toEqual(['c', 'b', 'a']);
  });

  it('counts times that are none', async () => {
    const context = memoryContext();
    const events = rowsOf('events', [
      { id: 1, start_time: null },
      { id: 2, start_time: '0000-00-00 00:00:00' },
      { id: 3, finish_time: '2020-02-30 00:00:00' },
      { id: 4, finish_time: null },
    ]);
    const records = await tell({}, snapshots([action, events, instance]), { context });
    expect(records.map(({ START_TIME, FINISH_TIME }) => [START_TIME === null, FINISH_TIME === null])).toEqual([
      [true, false],
      [true, false],
      [false, true],
      [false, true],
    ]);
    expect(context.counters['null-times']).toBe(3);
  });

  it('a damaged id ends the run', async () => {
    await expect(tell({}, snapshots([event({ id: 'x' })]))).rejects.toMatchObject({ code: 'bad-row', exitCode: 65 });
  });
});

describe('the host', () => {
  it("of a vm is the event's own, where a compute node tells it", async () => {
    const context = memoryContext();
    const events = rowsOf('events', [
      { id: 1, event: 'compute_a', host: 'own' },
      { id: 2, event: 'conductor_b', host: 'controller' },
      { id: 3, event: 'compute_c', host: null },
    ]);
    expect(lines(await tell({}, snapshots([action, events, instance]), { context }))).toEqual([
      '1-2 compute_a@own',
      '1-2 conductor_b@h',
      '1-2 compute_c@h',
    ]);
    expect(context.counters).toEqual({ 'hosts-from-instance': 2 });
  });

  it('of bare metal is the node, whoever tells of the event', async () => {
    const records = await tell({ cloud: 'baremetal' }, snapshots([action, event({ host: 'own' }), instance]));
    expect(lines(records)).toEqual(['1-2 compute_stop_instance@node']);
  });

  const on = (host: string | null) => rowsOf('instances', [{ host }]);
  const unfinished = event({ finish_time: null, result: null });

  it('is the one that the instance had when the event was over, not where it went since', async () => {
    const backups = snapshots([action, unfinished, on('a')], [event(), on('b')], [event(), on('c')]);
    expect(lines(await tell({}, backups))).toEqual(['1-2 compute_stop_instance@b']);
  });

  it('of an event that never finished is the one of its first backup', async () => {
    const backups = snapshots([action, on('a')], [unfinished, on('b')], [unfinished, on('c')]);
    expect(lines(await tell({}, backups))).toEqual(['1- compute_stop_instance@b']);
  });

  it('is the nearest one known, and rather a later one', async () => {
    const backups = snapshots([action, on('a')], [event(), on(null)], [on(null)], [on('d')], [on('e')]);
    expect(lines(await tell({}, backups))).toEqual(['1-2 compute_stop_instance@d']);
    expect(
      lines(
        await tell(
          {},
          backups.filter(({ snapshot }) => snapshot < 3),
        ),
      ),
    ).toEqual(['1-2 compute_stop_instance@a']);
  });

  it('is nowhere when it never was', async () => {
    const context = memoryContext();
    const records = await tell({}, snapshots([action, event({ event: 'conductor_x' }), on(null)]), { context });
    expect(lines(records)).toEqual(['1-2 conductor_x@null']);
    expect(context.counters).toEqual({});
  });

  it('of a row that was written anew in between is that of the time', async () => {
    const backups = snapshots([action, on('a')], [event()], [on('c')]);
    expect(lines(await tell({}, backups))).toEqual(['1-2 compute_stop_instance@a']);
  });
});

describe('many backups', () => {
  it('an event is told once, with the last known finish and result, and the newest owner and size', async () => {
    const backups = snapshots(
      [action, event({ finish_time: null, result: null }), instance],
      [event({ finish_time: 3, result: 'Error' }), rowsOf('instances', [{ hostname: 'new', vcpus: 9 }])],
    );
    const [record, ...more] = await tell({}, backups);
    expect(more).toEqual([]);
    expect(record).toMatchObject({
      EVENT_DURATION: 2,
      RESULT: 'Error',
      INSTANCE_NAME: 'new',
      PROPERTIES: { vcpus: 9 },
    });
  });

  it('what was corrected since is told as it is now', async () => {
    const backups = snapshots(
      [action, event({ host: 'x' }), instance],
      [event({ finish_time: 5, result: 'Error', host: 'y' })],
    );
    for (const told of [backups, backups.toReversed()]) {
      expect(await tell({}, told)).toMatchObject([{ EVENT_DURATION: 4, RESULT: 'Error', [HOST_NAME]: 'y' }]);
    }
  });

  it('an instance that only another database knows is the one', async () => {
    const moved = rowsOf('instances', [{ host: 'far' }], { database: 'nova_cell0' });
    expect(lines(await tell({}, snapshots([action, event(), moved])))).toEqual(['1-2 compute_stop_instance@far']);
    expect(lines(await tell({}, snapshots([action, event(), moved, instance])))).toEqual([
      '1-2 compute_stop_instance@h',
    ]);
  });

  it('a finish that was known once is not forgotten', async () => {
    const backups = snapshots([action, event(), instance], [event({ finish_time: null, result: null })]);
    expect((await tell({}, backups))[0]).toMatchObject({ EVENT_DURATION: 1, RESULT: 'Success' });
  });

  it('an id that was given out again means another event', async () => {
    const again = [
      rowsOf('actions', [{ instance_uuid: 'j', request_id: 'req-2' }]),
      rowsOf('instances', [{ uuid: 'j' }]),
    ];
    const records = await tell(
      {},
      snapshots([action, event(), instance], [...again, event({ start_time: 7, finish_time: 8 })]),
    );
    expect(records.map(({ INSTANCE_UUID, EVENT_DURATION }) => [INSTANCE_UUID, EVENT_DURATION])).toEqual([
      ['i', 1],
      ['j', 1],
    ]);
  });

  it('an archived row and a live one with its id are two events', async () => {
    const shadow = { shadow: true };
    const old = [rowsOf('actions', [{}], shadow), rowsOf('events', [{}], shadow), rowsOf('instances', [{}], shadow)];
    const live = [
      rowsOf('actions', [{ instance_uuid: 'j', request_id: 'req-2' }]),
      event({ start_time: 7, finish_time: 8 }),
      rowsOf('instances', [{ uuid: 'j' }]),
    ];
    const records = await tell({}, snapshots([...old, ...live], [...old, ...live]));
    expect(records.map(({ INSTANCE_UUID }) => INSTANCE_UUID)).toEqual(['i', 'j']);
  });

  it('what Nova has purged is told as far as it is known', async () => {
    const context = memoryContext();
    const events = rowsOf('events', [{ id: 1 }, { id: 2, action_id: 2 }, { id: 3, action_id: null }]);
    const records = await tell({}, snapshots([action, events]), { context });
    expect(records).toMatchObject([
      { INSTANCE_UUID: 'i', USER_ID: null, PROJECT_ID: null, [HOST_NAME]: null, PROPERTIES: null },
    ]);
    expect(context.counters).toEqual({ 'events-of-purged-instances': 1, 'events-without-action': 2 });
  });

  it('what an earlier backup still had is known for good', async () => {
    const context = memoryContext();
    const records = await tell({}, snapshots([action, instance], [event()]), { context });
    expect(records).toMatchObject([{ USER_ID: 'u' }]);
    expect(context.counters['events-of-purged-instances']).toBeUndefined();
  });
});

describe('what statements do', () => {
  it('a table that is created anew loses the rows from before, in that backup', async () => {
    const anew = { reset: true };
    const backups = [action, instance, event(), event({ id: 2, event: 'b' })];
    expect(lines(await tell({}, snapshots([...backups, rowsOf('events', [{ id: 3, event: 'c' }], anew)])))).toEqual([
      '1-2 c@h',
    ]);
    expect(lines(await tell({}, snapshots(backups, [rowsOf('events', [], anew)])))).toHaveLength(2);
    expect(lines(await tell({}, snapshots([...backups, rowsOf('instances', [{ host: 'z' }], anew)])))).toEqual([
      '1-2 compute_stop_instance@z',
      '1-2 b@z',
    ]);
  });

  it('a row that is there stays or is replaced, as the statement says', async () => {
    const twice = (onDuplicate: 'ignore' | 'replace') => [
      rowsOf('actions', [{}, { instance_uuid: 'j' }], { onDuplicate }),
      rowsOf('events', [{ event: 'a' }, { event: 'b' }], { onDuplicate }),
      rowsOf('instances', [{ host: 'x' }, { host: 'y' }], { onDuplicate }),
      rowsOf('instances', [{ uuid: 'j', host: 'z' }]),
    ];
    expect(lines(await tell({}, snapshots(twice('ignore'))))).toEqual(['1-2 a@x']);
    expect(lines(await tell({}, snapshots(twice('replace'))))).toEqual(['1-2 b@z']);
    const moved = [action, event(), rowsOf('instances', [{ host: 'x' }, { host: 'y' }], { onDuplicate: 'replace' })];
    expect(lines(await tell({}, snapshots(moved)))).toEqual(['1-2 compute_stop_instance@y']);
  });

  it('no server would have taken a plain INSERT of an id that is there', async () => {
    const twice = [action, event(), event({ event: 'b' }), instance];
    await expect(tell({}, snapshots(twice))).rejects.toMatchObject({
      code: 'duplicate-row',
      exitCode: 65,
      message: expect.stringContaining('nova.instance_actions_events'),
      location: { file: 'backup 0' },
    });
  });
});

describe('which events are wanted', () => {
  it('those of a window of requests', async () => {
    const actions = rowsOf('actions', [
      { id: 1, created_at: 9 },
      { id: 2, created_at: 10 },
      { id: 3, created_at: 20 },
      { id: 4, created_at: 21 },
      { id: 5, created_at: null },
    ]);
    const events = rowsOf(
      'events',
      [1, 2, 3, 4, 5].map((id) => ({ id, action_id: id, event: `e${id}` })),
    );
    const window = { start: '2020-01-01T00:00:10', end: '2020-01-01T00:00:20' };
    const records = await tell(window, snapshots([actions, events, instance]));
    expect(records.map(({ EVENT }) => EVENT)).toEqual(['e2', 'e3']);
  });

  it('not those of excluded owners', async () => {
    const owned = (fields: Record<string, string | null>) =>
      snapshots([action, event(), rowsOf('instances', [fields])]);
    expect(await tell({}, owned({ user_id: 'admin' }))).toEqual([]);
    expect(await tell({}, owned({ project_id: 'admin' }))).toEqual([]);
    expect(await tell({ exclude_users: ['u'] }, owned({}))).toEqual([]);
    expect(await tell({ exclude_projects: [] }, owned({ project_id: 'admin' }))).toHaveLength(1);
    expect(await tell({}, owned({ user_id: null, project_id: null }))).toHaveLength(1);
  });

  it('unfinished ones may be left out', async () => {
    const backup = snapshots([action, event({ finish_time: null }), instance]);
    expect(await tell({ unfinished: 'drop' }, backup)).toEqual([]);
    expect(await tell({}, backup)).toHaveLength(1);
  });
});

describe('Star Compactor', () => {
  const original = { semantics: 'starcompactor' };

  it('tells only of what is finished, has an owner and is still in the tables', async () => {
    const context = memoryContext();
    const told = (batches: RowBatch[]) => tell(original, snapshots(batches), { context }).then(lines);
    expect(await told([action, event(), instance])).toEqual(['1-2 compute_stop_instance@h']);
    expect(await told([action, event({ finish_time: null }), instance])).toEqual([]);
    expect(await told([action, event(), rowsOf('instances', [{ user_id: null }])])).toEqual([]);
    expect(await told([action, event(), rowsOf('instances', [{ project_id: null }])])).toEqual([]);
    expect(await told([action, event()])).toEqual([]);
    expect(await told([event(), instance])).toEqual([]);
    expect(await told([action, event(), rowsOf('instances', [{}], { database: 'nova_cell0' })])).toEqual([]);
    expect(context.counters).toEqual({});
  });

  it('takes the instance for where it is now, and an empty text for nowhere', async () => {
    const own = event({ host: 'own' });
    const hosts = (...places: (string | null)[]) =>
      tell(original, snapshots(...places.map((host) => [action, own, rowsOf('instances', [{ host }])]))).then(lines);
    expect(await hosts('a', 'b')).toEqual(['1-2 compute_stop_instance@b']);
    expect(await hosts('a', null)).toEqual(['1-2 compute_stop_instance@']);
  });
});
