import { availableParallelism } from 'node:os';
import { describe, expect, it } from 'vitest';
import { availableCores } from '../../../pipeline/engine/cores.ts';

const files = (texts: Record<string, string>) => (path: string) => texts[path];
const all = availableParallelism();

describe('availableCores', () => {
  it('is what the process may use where no cgroup limits it', () => {
    expect(availableCores(files({}))).toBe(all);
    expect(availableCores(files({ '/sys/fs/cgroup/cpu.max': 'max 100000\n' }))).toBe(all);
  });

  it('honours the quota of cgroup v2, rounded up', () => {
    expect(availableCores(files({ '/sys/fs/cgroup/cpu.max': '50000 100000\n' }))).toBe(1);
    expect(availableCores(files({ '/sys/fs/cgroup/cpu.max': '150000 100000\n' }))).toBe(Math.min(2, all));
  });

  it('honours the quota of cgroup v1', () => {
    const quota = (us: string) =>
      files({ '/sys/fs/cgroup/cpu/cpu.cfs_quota_us': us, '/sys/fs/cgroup/cpu/cpu.cfs_period_us': '100000' });
    expect(availableCores(quota('100000'))).toBe(1);
    expect(availableCores(quota('-1'))).toBe(all);
  });

  it('is never more than there are', () => {
    expect(availableCores(files({ '/sys/fs/cgroup/cpu.max': '9900000 100000' }))).toBe(all);
  });

  it('ignores what it cannot read', () => {
    expect(availableCores(files({ '/sys/fs/cgroup/cpu.max': 'garbage' }))).toBe(all);
  });
});
