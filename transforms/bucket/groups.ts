import { ExitCode, PipelineError } from '../../pipeline/errors.ts';
import type { PropertyValue } from '../../pipeline/records/record-type.ts';

const MOST_GROUPS = 50_000;
/** Names remembered over all groups that are still below k: some 200 MB. */
const MOST_MEMBERS = 2_000_000;

/** All records with one combination of values. */
export interface Group {
  readonly values: readonly PropertyValue[];
  rows: number;
  /** Who is in it; undefined once they are k, for then nobody needs to know more. */
  members: Set<string> | undefined;
}

export const keyOf = (values: readonly PropertyValue[]): string => JSON.stringify(values);

/** Gathers the combinations of values, and exactly how many rows or members each has, up to k. */
export class Groups {
  readonly #k: number;
  readonly #byMember: boolean;
  readonly #groups = new Map<string, Group>();
  #members = 0;

  /** @param byMember groups are counted by their members, not by their rows. */
  constructor(k: number, byMember: boolean) {
    this.#k = k;
    this.#byMember = byMember;
  }

  /**
   * @param member undefined where it is unknown: then the row makes its group no larger.
   * @throws PipelineError `too-many-groups`.
   */
  add(values: readonly PropertyValue[], member: string | undefined): void {
    const key = keyOf(values);
    let group = this.#groups.get(key);
    if (group === undefined) {
      if (this.#groups.size >= MOST_GROUPS) throw tooMany(`${MOST_GROUPS} combinations of values`);
      group = { values, rows: 0, members: new Set() };
      this.#groups.set(key, group);
    }
    group.rows++;
    if (member === undefined || group.members === undefined || group.members.has(member)) return;
    group.members.add(member);
    if (++this.#members > MOST_MEMBERS) throw tooMany(`${MOST_MEMBERS} members of small groups`);
    if (group.members.size < this.#k) return;
    this.#members -= group.members.size;
    group.members = undefined;
  }

  all(): Group[] {
    return [...this.#groups.values()];
  }

  /** Do these groups together reach k? */
  suffice(groups: readonly Group[]): boolean {
    if (!this.#byMember) return groups.reduce((sum, { rows }) => sum + rows, 0) >= this.#k;
    if (groups.some(({ members }) => members === undefined)) return true;
    return new Set(groups.flatMap(({ members }) => [...(members as Set<string>)])).size >= this.#k;
  }
}

const tooMany = (what: string): PipelineError =>
  new PipelineError('too-many-groups', ExitCode.badPipeline, `expected at most ${what} to bucket, found more`, {
    hint: 'name fewer fields, or such as have fewer values',
  });
