import { describe, expect, it } from 'vitest';
import { receiveRows, rowSender } from '../../../pipeline/engine/row-channel.ts';
import type { RowBatch } from '../../../pipeline/stage.ts';

const batch = (id: number): RowBatch => ({ database: 'd', table: 't', columns: ['id'], rows: [[String(id)]] });
const snapshot = { index: 0, time: 0, name: '#0' };

describe('rows from a worker', () => {
  it('arrive in order, and all of them before the end', async () => {
    const taken: string[] = [];
    const { port, close } = receiveRows(async ({ rows }) => {
      await new Promise(setImmediate);
      taken.push(String(rows[0]?.[0]));
    });
    const sender = rowSender(port);
    for (let i = 0; i < 100; i++) await sender.give(batch(i), snapshot);
    await sender.end();
    expect(taken).toEqual(Array.from({ length: 100 }, (_, i) => String(i)));
    close();
  });

  it('wait for a slow receiver', async () => {
    let release = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { port, close } = receiveRows(() => gate);
    const sender = rowSender(port);
    let given = 0;
    const all = (async () => {
      for (; given < 1000; given++) await sender.give(batch(given), snapshot);
    })();
    for (let i = 0; i < 50; i++) await new Promise(setImmediate);
    expect(given).toBeLessThan(100);
    release();
    await all;
    await sender.end();
    close();
  });

  it('that cannot be taken are told', async () => {
    const { port, failed, close } = receiveRows(() => Promise.reject(new Error('disk full')));
    await rowSender(port).give(batch(1), snapshot);
    await expect(failed).rejects.toThrow('disk full');
    close();
  });
});
