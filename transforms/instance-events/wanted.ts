import { collationKey } from '../../pipeline/formats/collation.ts';
import { momentOf, timeOf } from './moment.ts';
import type { InstanceEventsOptions } from './options.ts';

/** Is an instance of this owner wanted? */
export type OwnerFilter = (user: string | null, project: string | null) => boolean;

/** Names are equal when the server's collation says so. To Star Compactor's SQL an owner that is NULL is nobody it wants. */
export function ownerFilter(options: InstanceEventsOptions): OwnerFilter {
  const nobody = options.semantics !== 'starcompactor';
  const users = nameFilter(options.exclude_users, nobody);
  const projects = nameFilter(options.exclude_projects, nobody);
  return (user, project) => users(user) && projects(project);
}

const REMEMBERED = 10_000;

function nameFilter(excluded: readonly string[], nobody: boolean): (name: string | null) => boolean {
  const keys = new Set(excluded.map(collationKey));
  let known = new Map<string, boolean>();
  // Neighbours have the same owner more often than not.
  let last: string | undefined;
  let lastWanted = false;
  return (name) => {
    if (name === null) return nobody;
    if (name === last) return lastWanted;
    let wanted = known.get(name);
    if (wanted === undefined) {
      wanted = !keys.has(collationKey(name));
      if (known.size >= REMEMBERED) known = new Map();
      known.set(name, wanted);
    }
    last = name;
    lastWanted = wanted;
    return wanted;
  };
}

/** Is an event of an action that was requested at this time wanted? Microseconds since 1970 UTC. */
export function windowFilter({ start, end }: InstanceEventsOptions): (requested: number | null) => boolean {
  if (start === undefined && end === undefined) return () => true;
  const [first, last] = [start ?? Number.NEGATIVE_INFINITY, end ?? Number.POSITIVE_INFINITY];
  return (requested) => requested !== null && requested >= first && requested <= last;
}

/** The same by the text of `created_at`, which is not even read where all times are wanted. */
export function requestFilter(options: InstanceEventsOptions): (created: string | null) => boolean {
  if (options.start === undefined && options.end === undefined) return () => true;
  const wanted = windowFilter(options);
  return (created) => wanted(timeOf(momentOf(created)));
}
