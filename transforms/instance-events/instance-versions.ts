import { lastRankOf } from './row-sources.ts';

/** A row of `instances`, as one source showed it. */
export interface InstanceVersion {
  readonly rank: number;
  /** Place of its database among the configured ones. */
  readonly database: number;
  /** From the API, whose names are display names. */
  readonly fromApi: boolean;
  readonly user: string | null;
  readonly project: string | null;
  readonly name: string | null;
  readonly host: string | null;
  readonly node: string | null;
  readonly memoryMb: string | null;
  readonly rootGb: string | null;
  readonly vcpus: string | null;
}

/**
 * Where the instance was as a snapshot shows it; where it shows none, the nearest place that is known, and rather a later one: an
 * instance that is being built has its host only a moment later.
 *
 * @param versions by rank.
 */
export function placeAsOf(
  versions: readonly InstanceVersion[],
  place: 'host' | 'node',
  snapshot: number,
): string | null {
  const last = lastRankOf(snapshot);
  const then = Math.max(
    0,
    versions.findLastIndex(({ rank }) => rank <= last),
  );
  const known = (version: InstanceVersion) => version[place] !== null;
  return (versions.slice(then).find(known) ?? versions.slice(0, then).findLast(known))?.[place] ?? null;
}

/** The newest version, under the name that the database gives it, where a database tells one. */
export function newest(versions: readonly InstanceVersion[]): InstanceVersion | undefined {
  const last = versions.at(-1);
  if (!last?.fromApi) return last;
  const named = versions.findLast(({ fromApi, name }) => !fromApi && name !== null);
  return named === undefined ? last : { ...last, name: named.name };
}
