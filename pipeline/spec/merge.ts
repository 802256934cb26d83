/** What several sources give together. */
import type { Column, RecordType } from '../records/record-type.ts';
import { code } from '../suggest.ts';
import { nounOf, type Upstream } from './flow.ts';
import type { Findings } from './problem.ts';
import type { Place } from './source.ts';

export interface MergedSource {
  readonly name: string;
  readonly place: Place;
  readonly gives: Upstream;
}

/** They must all give the same: rows, audit rows, or records of one type. */
export function mergeGiven(sources: readonly MergedSource[], place: Place, findings: Findings): Upstream {
  const nothing: Upstream = { kind: undefined, type: undefined, from: 'the merge', above: [] };
  const known = sources.filter(({ gives }) => gives.kind !== undefined && gives.kind !== 'nothing');
  const [first] = known;
  if (first === undefined || known.length < sources.length) return nothing;
  const bytes = sources.find(({ gives }) => gives.kind === 'bytes');
  if (bytes !== undefined) {
    findings.add(
      'type-mismatch',
      bytes.place,
      `a merge takes table rows or records, but ${bytes.gives.from} gives bytes`,
      {
        hint: 'put `sql-dump` below it',
      },
    );
    return nothing;
  }
  const other = sources.find(
    ({ gives }) => gives.kind !== first.gives.kind || gives.type?.name !== first.gives.type?.name,
  );
  if (other !== undefined) {
    findings.add(
      'type-mismatch',
      other.place,
      `the sources of a merge give the same, but ${code(first.name)} gives ${nounOf(first.gives)} and ${code(other.name)} gives ${nounOf(other.gives)}`,
      { hint: 'put the same stages below each source, e.g. `instance-events`' },
    );
    return nothing;
  }
  const types = sources.flatMap(({ gives }) => gives.type ?? []);
  if (types.length > 0 && !haveSameColumns(types)) {
    findings.add('type-mismatch', place, 'the records of the sources do not have the same columns', {
      hint: 'put the stages that change columns below the merge',
    });
    return nothing;
  }
  return {
    kind: first.gives.kind,
    type: mergeTypes(types),
    from: 'the merge',
    above: sources.map(({ gives }) => gives.above).reduce((a, b) => a.filter((name) => b.includes(name))),
  };
}

const haveSameColumns = (types: readonly RecordType[]): boolean =>
  new Set(types.map(({ columns }) => JSON.stringify(columns.map(({ name, type }) => [name, type])))).size === 1;

/** The type of records of several types that have the same columns; undefined of none. */
export function mergeTypes(types: readonly RecordType[]): RecordType | undefined {
  const [first, ...others] = types;
  if (first === undefined) return undefined;
  const properties = new Map(first.properties.map((property) => [property.name, property]));
  for (const property of others.flatMap((type) => type.properties)) {
    const known = properties.get(property.name);
    properties.set(property.name, known === undefined ? property : treatedAlike(known, property));
  }
  const columns = first.columns.map((column, i) =>
    others.reduce((merged, type) => treatedAlike(merged, type.columns[i] as Column), column),
  );
  return { ...first, columns, properties: [...properties.values()] };
}

/** What only some have treated counts as untreated. */
function treatedAlike<C extends Pick<Column, 'treatment'>>(a: C, b: C): C {
  if (a.treatment === b.treatment) return a;
  const { treatment: _, ...untreated } = a;
  return untreated as C;
}
