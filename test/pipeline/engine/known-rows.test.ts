import { describe, expect, it } from 'vitest';
import { RowMemory } from '../../../pipeline/engine/known-rows.ts';
import type { TableNeed } from '../../../pipeline/stage.ts';

const need: TableNeed = { database: 'nova', table: 't', columns: ['id'], key: ['id'] };
/** As long as a run has to be, and unlike others from its beginning. */
const run = (name: string, length = 2000) => Buffer.from(name.padEnd(length, '.'));

async function open(needs = [need], wholeNeeds: TableNeed[] = [], slots?: number) {
  const memory = await RowMemory.open(needs, wholeNeeds, slots);
  memory?.begin();
  return memory!;
}
const runsOf = (memory: RowMemory, meaning = 'm') => memory.of(need, meaning)!;
const add = (memory: RowMemory, bytes: Buffer) => runsOf(memory).add(bytes, 0, bytes.length, 10);
const knows = (memory: RowMemory, bytes: Buffer) => {
  const runs = runsOf(memory);
  return runs.lengthAt(bytes, 0) > 0 && runs.pass(bytes, 0);
};

describe('RowMemory', () => {
  it('knows runs of the backup before, wherever they stand, and counts their rows', async () => {
    const memory = await open();
    add(memory, run('a'));
    expect(knows(memory, run('a'))).toBe(false);
    memory.begin();
    const bytes = Buffer.concat([run('b', 50), run('a'), run('c')]);
    expect(runsOf(memory).lengthAt(bytes, 0)).toBe(0);
    expect(runsOf(memory).lengthAt(bytes, 50)).toBe(2000);
    expect(runsOf(memory).pass(bytes, 50)).toBe(true);
    expect(memory.passed).toBe(10);
    memory.begin();
    expect(memory.passed).toBe(0);
    expect(knows(memory, run('a'))).toBe(true);
  });

  it('tells a run by its last byte, and tries it once', async () => {
    const memory = await open();
    add(memory, run('a'));
    memory.begin();
    const other = run('a');
    other[1999] = 0;
    expect(knows(memory, other)).toBe(false);
    expect(knows(memory, run('a'))).toBe(false);
    expect(memory.passed).toBe(0);
  });

  it('looks back no further than one backup', async () => {
    const memory = await open();
    add(memory, run('a'));
    memory.begin();
    for (let later = 0; later < 3; later++) {
      memory.begin();
      expect(knows(memory, run('a'))).toBe(false);
    }
  });

  it('forgets what was before and what is now', async () => {
    const memory = await open();
    add(memory, run('a'));
    memory.begin();
    add(memory, run('b'));
    memory.forget();
    expect(knows(memory, run('a'))).toBe(false);
    memory.begin();
    expect(knows(memory, run('b'))).toBe(false);
    add(memory, run('c'));
    memory.begin();
    expect(knows(memory, run('c'))).toBe(true);
  });

  it('tells tables and meanings apart', async () => {
    const memory = await open([need, { ...need, table: 'u' }]);
    add(memory, run('a'));
    memory.begin();
    expect(runsOf(memory, 'other').lengthAt(run('a'), 0)).toBe(0);
    expect(memory.of({ database: 'nova', table: 'u' }, 'm')!.lengthAt(run('a'), 0)).toBe(0);
  });

  it('leaves alone tables without a key, and those of which a stage needs every row', async () => {
    expect(await RowMemory.open([{ ...need, key: undefined as never }], [])).toBeUndefined();
    expect(await RowMemory.open([{ ...need, key: ['id', 'x'], optionalColumns: ['x'] }], [])).toBeUndefined();
    expect(await RowMemory.open([need], [need])).toBeUndefined();
    const memory = await open([need, { ...need, table: 'u' }], [need]);
    expect(memory.of(need, 'm')).toBeUndefined();
    expect(memory.of({ database: 'nova', table: 'u' }, 'm')).toBeDefined();
    expect(memory.of({ database: 'cell', table: 'u' }, 'm')).toBeUndefined();
  });

  it('keeps neither short runs nor very long ones, nor more than there is room for', async () => {
    const memory = await open([need], [], 16);
    add(memory, run('short', 1000));
    add(memory, run('long', 2 ** 20 + 1));
    for (let i = 0; i < 40; i++) add(memory, run(`some ${i}`));
    memory.begin();
    expect(knows(memory, run('short', 1000))).toBe(false);
    expect(knows(memory, run('long', 2 ** 20 + 1))).toBe(false);
    const known = Array.from({ length: 40 }, (_, i) => knows(memory, run(`some ${i}`))).filter(Boolean).length;
    expect(known).toBeGreaterThan(8);
    expect(known).toBeLessThanOrEqual(16);
  });
});
