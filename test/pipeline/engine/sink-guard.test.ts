import { describe, expect, it } from 'vitest';
import { SinkGuard } from '../../../pipeline/engine/sink-guard.ts';
import type { DataRecord } from '../../../pipeline/records/record-type.ts';
import type { Encoder } from '../../../pipeline/stage.ts';
import { runState, thingType } from '../../support/planned.ts';

const encoder: Encoder = {
  start: () => 'head\n',
  encode: (records) => records.map(({ NAME }) => `${NAME}\n`).join(''),
  end: () => '',
};

function guarded(type = thingType, head: string | Uint8Array = 'head\n') {
  const state = runState();
  return { state, guard: new SinkGuard('a.csv', type, encoder, head, state) };
}

const named = (...names: string[]): DataRecord[] => names.map((NAME) => ({ TIME: 1, NAME }));

describe('SinkGuard', () => {
  it('lets clean records pass, and none after a leak', async () => {
    const { state, guard } = guarded();
    state.rawValues.add('bob', 'user');
    expect(await guard.admit(named('alice'))).toEqual(named('alice'));
    expect(await guard.admit(named('eve', 'bob'))).toEqual([]);
    expect(await guard.admit(named('bob', 'alice'))).toEqual([]);
    await guard.close();
    expect(state.leaks.error().message).toContain('found 2 places');
    expect(state.leaks.error().message).toContain('a.csv:4, NAME: a value that was hidden elsewhere (user)');
  });

  it('finds what another branch hid only later', async () => {
    const { state, guard } = guarded();
    state.rawValues.add('someone', 'user');
    await guard.admit(named('a\nb', 'bob'));
    state.rawValues.add('bob', 'user');
    expect(state.leaks.count).toBe(0);
    await guard.close();
    expect(state.leaks.error().message).toContain('a.csv:4, NAME');
  });

  it('keeps no cells where all is known, and does not go on when that was wrong', async () => {
    const state = runState();
    const guard = new SinkGuard('a.csv', thingType, encoder, 'head\n', state, () => true);
    await guard.admit(named('alice'));
    await guard.close();
    state.rawValues.add('bob', 'user');
    await expect(guard.close()).rejects.toThrow('values were hidden after all had been known');
  });

  it('does not look twice when nothing more was hidden', async () => {
    const { state, guard } = guarded();
    state.rawValues.add('bob', 'user');
    await guard.admit(named('bob'));
    await guard.close();
    expect(state.leaks.count).toBe(1);
  });

  it('counts records where the output is no text', async () => {
    const { state, guard } = guarded(thingType, Uint8Array.of(10, 10));
    state.rawValues.add('bob', 'user');
    await guard.admit(named('a\nb', 'bob'));
    expect(state.leaks.error().message).toContain('a.csv:2, NAME');
  });

  it('takes out what the record type does not declare, and says so once', async () => {
    const properties = { name: 'PROPERTIES', type: 'properties', description: 'x', sensitivity: 'public' } as const;
    const type = { ...thingType, columns: [...thingType.columns, properties] };
    const { state, guard } = guarded(type);
    const [record] = await guard.admit([{ TIME: 1, NAME: 'a', PROPERTIES: { owner: '10.0.0.1' } }]);
    expect(record).toEqual({ TIME: 1, NAME: 'a', PROPERTIES: {} });
    expect(state.leaks.count).toBe(0);
    expect([...state.warnings.keys()]).toEqual(['undeclared-properties']);
    expect(state.counters.get('undeclared-properties')).toBe(1);
  });
});
