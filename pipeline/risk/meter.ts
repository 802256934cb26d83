import type { DataRecord } from '../records/record-type.ts';

/** Groups of fewer are small: whoever knows one member knows much of the others. */
export const K = 5;

/** How many members share what is published of them. */
export interface Groups {
  /** What members of a group have in common. */
  readonly by: readonly string[];
  readonly of: 'instances' | 'leases' | 'machines';
  readonly k: number;
  readonly groups: number;
  readonly smallerThanK: number;
  /** Members of these small groups, as a share of all. */
  readonly shareInSmallGroups: number;
  /** False: there were too many to count; the figures are scaled up from a sample. */
  readonly exact: boolean;
}

/** How many lives can be told from all others by their size, start and end. */
export interface Lifetimes {
  readonly lives: number;
  readonly uniqueToTheSecond: number;
  readonly uniqueToTheHour: number;
  readonly exact: boolean;
}

export interface Risk {
  readonly groups: Groups;
  readonly lifetimes?: Lifetimes;
}

/** Learns from the records as they are written. */
export interface RiskMeter {
  add(record: DataRecord): void;
  risk(): Risk;
}

/** To four digits. */
export const share = (part: number, whole: number): number =>
  whole === 0 ? 0 : Math.round((part / whole) * 1e4) / 1e4;

export function groupsOf(sizes: Iterable<number>, every: number, { by, of }: Pick<Groups, 'by' | 'of'>): Groups {
  let [groups, members, small, inSmall] = [0, 0, 0, 0];
  for (const size of sizes) {
    groups++;
    members += size;
    if (size >= K) continue;
    small++;
    inSmall += size;
  }
  return {
    by,
    of,
    k: K,
    groups: groups * every,
    smallerThanK: small * every,
    shareInSmallGroups: share(inSmall, members),
    exact: every === 1,
  };
}
