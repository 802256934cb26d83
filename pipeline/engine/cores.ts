import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

/** How many cores this process may use: affinity, and the CPU quota of its cgroup (containers), rounded up. */
export function availableCores(readText: (path: string) => string | undefined = readIfThere): number {
  const quota = cgroup2Quota(readText) ?? cgroup1Quota(readText);
  const cores = availableParallelism();
  return quota === undefined ? cores : Math.max(1, Math.min(cores, Math.ceil(quota)));
}

/** cpu.max of cgroup v2: `QUOTA PERIOD`, both in microseconds, or `max PERIOD`. */
function cgroup2Quota(readText: (path: string) => string | undefined): number | undefined {
  const [quota, period] = readText('/sys/fs/cgroup/cpu.max')?.trim().split(' ') ?? [];
  return quota === undefined || quota === 'max' ? undefined : ratio(quota, period);
}

function cgroup1Quota(readText: (path: string) => string | undefined): number | undefined {
  const quota = readText('/sys/fs/cgroup/cpu/cpu.cfs_quota_us')?.trim();
  const period = readText('/sys/fs/cgroup/cpu/cpu.cfs_period_us')?.trim();
  return quota === undefined || quota === '-1' ? undefined : ratio(quota, period);
}

function ratio(quota: string, period: string | undefined): number | undefined {
  const cores = Number(quota) / Number(period);
  return cores > 0 && Number.isFinite(cores) ? cores : undefined;
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
