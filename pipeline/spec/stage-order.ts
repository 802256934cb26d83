/** Sources come first, sinks and branches last, and every list ends in one that writes. */

import { code } from '../suggest.ts';
import type { Entry, MergeEntry } from './entries.ts';
import { FLOW_NOUNS } from './flow-kinds.ts';
import type { Findings } from './problem.ts';
import type { Place } from './source.ts';

/** @param place where the list as a whole is told of. */
export function checkOrder(entries: readonly Entry[], place: Place, findings: Findings): void {
  checkStart(entries, findings);
  checkList(entries, place, 'the pipeline', findings);
}

function checkStart([first]: readonly Entry[], findings: Findings): void {
  if (first === undefined || (first.kind === 'stage' && first.stage === undefined)) return;
  if (first.kind === 'merge') {
    checkSources(first, findings);
    return;
  }
  const takes = first.kind === 'stage' ? (first.stage?.takes ?? 'nothing') : undefined;
  if (takes === 'nothing') return;
  const found = takes === undefined ? 'a branch stands first' : `${nameOf(first)} takes ${FLOW_NOUNS[takes]}`;
  findings.add('no-source', first.place, `a pipeline starts with a source, but ${found}`, {
    hint: 'put a source above it, e.g. `- backups: { path: … }`',
  });
}

/** Each list of a merge starts like a pipeline of its own, but what it gives is for the stages below. */
function checkSources({ sources, place }: MergeEntry, findings: Findings): void {
  if (sources.length === 1) {
    findings.add('bad-entry', place, 'a merge has two sources or more, found one', {
      hint: 'write the stages of the one list in place of the merge',
    });
  }
  for (const { name, place: at, entries } of sources) {
    const [first] = entries;
    if (first === undefined) {
      findings.add('no-source', at, `the source ${code(name)} has no stages`, {
        hint: 'start it with a source, e.g. `- backups: { path: … }`',
      });
    } else if (first.kind === 'stage') checkStart(entries, findings);
    for (const [i, entry] of entries.entries()) {
      if (entry.kind !== 'stage' || entry.stage?.kind === 'sink') {
        findings.add('misplaced-stage', entry.place, `${nameOf(entry)} cannot stand inside a merge`, {
          hint: 'move it below the merge',
        });
      } else if (i > 0) checkNoSource(entry, findings);
    }
  }
}

function checkList(entries: readonly Entry[], place: Place, owner: string, findings: Findings): void {
  entries.forEach((entry, i) => {
    const next = entries[i + 1];
    if (entry.kind === 'branch') {
      if (next !== undefined) {
        findings.add('misplaced-branch', entry.place, `a branch ends its list, but ${nameOf(next)} follows it`, {
          hint: 'move it to the end, or what follows into its branches',
        });
      }
      for (const { name, place: at, entries: inner } of entry.branches) {
        checkList(inner, at, `the branch ${code(name)}`, findings);
        checkNoSource(inner[0], findings);
      }
      return;
    }
    if (entry.kind === 'merge') {
      if (i > 0 || owner !== 'the pipeline') {
        findings.add('misplaced-merge', entry.place, 'a merge can only come first in a pipeline', {
          hint: 'it stands in the place of the source',
        });
      }
      return;
    }
    if (i > 0) checkNoSource(entry, findings);
    if (entry.stage?.kind === 'sink' && next !== undefined && !isSink(next)) {
      const hint = next.kind === 'stage' ? `move it below ${nameOf(next)}` : 'put it into a branch of its own';
      findings.add(
        'misplaced-sink',
        entry.place,
        `${entry.name} is a sink and gives nothing, but ${nameOf(next)} follows it`,
        { hint },
      );
    }
  });
  const last = entries.at(-1);
  if (last === undefined)
    findings.add('no-sink', place, `${owner} has no stages`, { hint: 'end it with a sink, e.g. `- csv`' });
  else if (last.kind === 'merge' || (last.kind === 'stage' && !isSink(last))) {
    findings.add('no-sink', last.place, `nothing takes what ${nameOf(last)} gives`, {
      hint: `end ${owner} with a sink, e.g. \`- csv\` to write to standard output`,
    });
  }
}

function checkNoSource(entry: Entry | undefined, findings: Findings): void {
  if (entry?.kind !== 'stage' || entry.stage?.takes !== 'nothing') return;
  findings.add('misplaced-source', entry.place, `${entry.name} is a source and can only come first`, {
    hint: 'write a pipeline of its own for it, as another document of this file (`---`)',
  });
}

const nameOf = (entry: Entry): string => (entry.kind === 'stage' ? entry.name : `a ${entry.kind}`);
/** A stage that nobody knows may be one. */
const isSink = (entry: Entry): boolean =>
  entry.kind === 'stage' && (entry.stage === undefined || entry.stage.kind === 'sink');
