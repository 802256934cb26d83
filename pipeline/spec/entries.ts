/** A `stages:` list -> its entries, with the stages that they name. */
import { toPipelineError } from '../errors.ts';
import type { AnyStage } from '../stage.ts';
import { alternatives, code, didYouMean, printable } from '../suggest.ts';
import { describeNode, entryOf, isNothing, type MapEntry, type MapNode, type SpecNode } from './nodes.ts';
import type { Catalog } from './plan.ts';
import type { Findings } from './problem.ts';
import type { Place } from './source.ts';

export interface StageEntry {
  readonly kind: 'stage';
  readonly name: string;
  /** Where the stage is named. */
  readonly place: Place;
  /** The `id:` beside it. */
  readonly id: { readonly name: string; readonly place: Place } | undefined;
  /** Replaced when the command line overrides some. */
  options: SpecNode | undefined;
  /** Undefined when there is no such stage; that was told. */
  readonly stage: AnyStage | undefined;
}

export interface BranchEntry {
  readonly kind: 'branch';
  readonly place: Place;
  readonly branches: readonly { readonly name: string; readonly place: Place; readonly entries: readonly Entry[] }[];
}

/** Several sources, each at the head of a list of its own. */
export interface MergeEntry {
  readonly kind: 'merge';
  readonly place: Place;
  readonly sources: BranchEntry['branches'];
}

export type Entry = StageEntry | BranchEntry | MergeEntry;

const LISTS = {
  branch: { members: 'branches', example: '`- branch: { machines: [ … ], instances: [ … ] }`' },
  merge: { members: 'sources', example: '`- merge: { archive: [ {backups: …}, sql-dump ], live: [ {nova-db: …} ] }`' },
};
const RESERVED = Object.keys(LISTS);

/** Every stage of a list and its branches, in the order of the file. */
export function stagesOf(entries: readonly Entry[]): StageEntry[] {
  return entries.flatMap((entry) => (entry.kind === 'stage' ? [entry] : listsOf(entry).flatMap(stagesOf)));
}

const listsOf = (entry: BranchEntry | MergeEntry): (readonly Entry[])[] =>
  (entry.kind === 'branch' ? entry.branches : entry.sources).map((list) => list.entries);

export class EntryReader {
  readonly #catalog: Catalog;
  readonly #findings: Findings;

  constructor(catalog: Catalog, findings: Findings) {
    this.#catalog = catalog;
    this.#findings = findings;
  }

  async readList(node: SpecNode, place: Place): Promise<Entry[]> {
    if (node.kind !== 'list') {
      this.#findings.add('bad-entry', place, `expected a list of stages, found ${describeNode(node)}`, {
        hint: 'start every stage with `- `',
      });
      return [];
    }
    const entries: Entry[] = [];
    for (const item of node.items) entries.push(...(await this.#readEntry(item)));
    return entries;
  }

  async #readEntry(item: SpecNode): Promise<Entry[]> {
    if (item.kind === 'scalar' && typeof item.value === 'string') {
      return [
        item.unresolved
          ? nobody(item.place)
          : await this.#readStage(item.value, item.place, undefined, undefined, String(item.shown)),
      ];
    }
    if (item.kind !== 'map') return this.#badEntry(item.place, `expected a stage, found ${describeNode(item)}`);
    const id = this.#readId(item);
    const named = item.entries.filter((entry) => entry.key !== 'id');
    const known = named.filter(({ key }) => this.#isName(key));
    const [first, ...others] = named;
    if (first === undefined) return this.#badEntry(item.place, 'this entry names no stage');
    if (others.length === 0) return [await this.#readNamed(first, id)];
    if (known.length === 1 && known[0] === first) return [await this.#readStray(first, others, id)];
    const keys = named.map(({ key }) => code(key));
    const message = `an entry names one stage, found ${alternatives(keys, 'and')}`;
    if (known.length < 2) return this.#badEntry(first.keyPlace, message);
    this.#badEntry((others[0] as MapEntry).keyPlace, message, 'start each of them with `- `');
    return Promise.all(known.map((entry) => this.#readNamed(entry, id)));
  }

  #badEntry(place: Place, message: string, hint = 'write `- name` or `- name: { option: value }`'): Entry[] {
    this.#findings.add('bad-entry', place, message, { hint });
    return [nobody(place)];
  }

  /** What stands beside the stage's name instead of below it: nearly always one level of indentation is missing. */
  async #readStray(stage: MapEntry, others: readonly MapEntry[], id: StageEntry['id']): Promise<Entry> {
    const [{ key, keyPlace }] = others as [MapEntry];
    const lost = isNothing(stage.value);
    this.#findings.add('misplaced-option', keyPlace, `${code(key)} stands beside ${code(stage.key)}, not inside it`, {
      hint: didYouMean(
        key,
        ['id'],
        lost ? `indent it further than ${code(stage.key)}` : `move it into the options of ${stage.key}`,
      ),
    });
    const value: MapNode = { kind: 'map', place: keyPlace, entries: others };
    return this.#readNamed(lost ? { ...stage, value } : stage, id);
  }

  async #readNamed({ key, keyPlace, value }: MapEntry, id: StageEntry['id']): Promise<Entry> {
    if (key === 'branch' || key === 'merge') return this.#readLists(key, value, keyPlace, id);
    return this.#readStage(key, keyPlace, id, isNothing(value) && !isUnresolved(value) ? undefined : value);
  }

  async #readStage(
    name: string,
    place: Place,
    id: StageEntry['id'],
    options: SpecNode | undefined,
    shown = name,
  ): Promise<Entry> {
    if (name === 'branch' || name === 'merge') return this.#readLists(name, undefined, place, id);
    return { kind: 'stage', name: printable(shown), place, id, options, stage: await this.#load(name, place, shown) };
  }

  async #load(name: string, place: Place, shown: string): Promise<AnyStage | undefined> {
    try {
      const stage = await this.#catalog.load(name);
      if (stage !== undefined) return stage;
    } catch (thrown) {
      const error = toPipelineError(thrown);
      this.#findings.add(error.code, place, error.message, { hint: error.hint, exitCode: error.exitCode });
      return undefined;
    }
    const names = [...this.#catalog.names(), ...RESERVED];
    const others = `a third-party one needs its package \`sc-pipeline-stage-${name === shown ? printable(name) : 'NAME'}\``;
    this.#findings.add('unknown-stage', place, `there is no stage ${code(shown)}`, {
      hint: didYouMean(name, names, `\`sc-pipeline list\` names all; ${others}`),
    });
    return undefined;
  }

  /** A branch or a merge: both are maps of names to lists. */
  async #readLists(
    kind: 'branch' | 'merge',
    node: SpecNode | undefined,
    place: Place,
    id: StageEntry['id'],
  ): Promise<Entry> {
    const { members, example } = LISTS[kind];
    if (id !== undefined) {
      this.#findings.add('bad-entry', id.place, `a ${kind} takes no \`id\``, { hint: `its ${members} have names` });
    }
    const lists: { name: string; place: Place; entries: readonly Entry[] }[] = [];
    if (node?.kind === 'map' && node.entries.length > 0) {
      for (const { key, keyPlace, value } of node.entries) {
        lists.push({ name: key, place: keyPlace, entries: await this.readList(value, keyPlace) });
      }
    } else {
      const message = `a ${kind} is a map of names to lists of stages, found ${describeNode(node)}`;
      this.#findings.add('bad-entry', place, message, { hint: example });
    }
    return kind === 'branch' ? { kind, place, branches: lists } : { kind, place, sources: lists };
  }

  #readId(item: MapNode): StageEntry['id'] {
    const entry = entryOf(item, 'id');
    if (entry === undefined) return undefined;
    const { value } = entry;
    if (
      value.kind === 'scalar' &&
      typeof value.value === 'string' &&
      value.value === value.shown &&
      /^[A-Za-z][\w-]*$/.test(value.value)
    ) {
      return { name: value.value, place: value.place };
    }
    if (value.kind === 'scalar' && value.unresolved) return undefined;
    this.#findings.add('bad-entry', value.place, `expected an id, found ${describeNode(value)}`, {
      hint: 'an id is a word of letters, digits, `-` and `_` that starts with a letter',
    });
    return undefined;
  }

  #isName(key: string): boolean {
    return RESERVED.includes(key) || this.#catalog.names().includes(key);
  }
}

const isUnresolved = (node: SpecNode): boolean => node.kind === 'scalar' && node.unresolved;

/** An entry of which nobody knows what it should be; that was told, and nothing more is said of its neighbours. */
const nobody = (place: Place): Entry => ({
  kind: 'stage',
  name: '',
  place,
  id: undefined,
  options: undefined,
  stage: undefined,
});
