import { describe, expect, it } from 'vitest';
import type { Version } from '../../../../transforms/machine-events/audit/lives.ts';
import { registerAtOnce } from '../../../../transforms/machine-events/audit/registration.ts';
import { collect } from '../../../support/collect.ts';

const SECOND = 1_000_000;
const version = (table: string, id: string, seconds: number, payload: Version['payload']): Version => ({
  ...{ table, id, payload },
  database: 'blazar',
  time: seconds * SECOND,
});
const host = (id: string, seconds: number, there = true) => version('computehosts', id, seconds, there ? ['n'] : null);
const capability = (ofHost: string, seconds: number) =>
  version('computehost_extra_capabilities', `c${seconds}`, seconds, [ofHost, 'p', 'x']);

/** When the capabilities come, in seconds. */
async function timesOf(...versions: Version[]): Promise<number[]> {
  async function* lives() {
    for (const one of versions) yield [one];
  }
  const moved = (await collect(registerAtOnce(lives()))).flat();
  return moved.filter(({ table }) => table !== 'computehosts').map(({ time }) => time / SECOND);
}

describe('registerAtOnce', () => {
  it('moves what comes within a minute of the host to the host', async () => {
    const capabilities = [5, 10, 70, 71].map((time) => capability('b', time));
    expect(await timesOf(host('b', 10), ...capabilities)).toEqual([5, 10, 10, 71]);
  });

  it('knows each host by itself', async () => {
    expect(await timesOf(host('a', 10), host('b', 100), capability('b', 20), capability('a', 20))).toEqual([20, 10]);
  });

  it('knows a host that was registered anew', async () => {
    const again = [host('b', 10), host('b', 200, false), host('b', 300)];
    expect(await timesOf(...again, capability('b', 301), capability('b', 12))).toEqual([300, 10]);
  });

  it('does not take a change of a host for a registration', async () => {
    expect(await timesOf(host('b', 10), host('b', 500), capability('b', 501))).toEqual([501]);
  });

  it('leaves capabilities of unknown hosts and other tables alone', async () => {
    expect(await timesOf(host('b', 10), capability('c', 11), version('nodes', 'n', 11, ['b']))).toEqual([11, 11]);
  });

  it('leaves the end of a capability where it is', async () => {
    const end = version('computehost_extra_capabilities', 'c', 11, null);
    expect(await timesOf(host('b', 10), end)).toEqual([11]);
  });
});
