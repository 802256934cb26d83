/** What each stage of a pipeline answers to. */

import { code } from '../suggest.ts';
import { type Entry, type StageEntry, stagesOf } from './entries.ts';
import type { Findings } from './problem.ts';

/** Written ids are nobody else's in the whole pipeline. */
export function reportDuplicateIds(entries: readonly Entry[], findings: Findings): void {
  const names = new Map<string, StageEntry>();
  const idsLast = stagesOf(entries).toSorted((a, b) => Number(a.id !== undefined) - Number(b.id !== undefined));
  for (const stage of idsLast) {
    const name = stage.id?.name ?? stage.name;
    const other = names.get(name);
    if (other === undefined) names.set(name, stage);
    else if (stage.id !== undefined) {
      const owner = other.id === undefined ? 'the stage' : other.name;
      findings.add(
        'duplicate-id',
        stage.id.place,
        `the id ${code(name)} is taken by ${owner} in line ${lineOf(other)}`,
        {
          hint: 'give every stage an id of its own',
        },
      );
    }
  }
}

const lineOf = ({ place }: StageEntry): string => String(place.source.locate(place.offset).line);

/** The ids of all stages, in order: as written, else the name, numbered where it is repeated. */
export function idsOf(stages: readonly StageEntry[]): Map<StageEntry, string> {
  const taken = new Set(stages.map(({ id }) => id?.name));
  const ids = new Map<StageEntry, string>();
  for (const stage of stages) {
    let id = stage.id?.name ?? stage.name;
    if (stage.id === undefined) for (let n = 2; taken.has(id); n++) id = `${stage.name}-${n}`;
    taken.add(id);
    ids.set(stage, id);
  }
  return ids;
}
