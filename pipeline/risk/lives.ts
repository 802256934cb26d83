import type { DataRecord, PropertyValue, RecordType } from '../records/record-type.ts';
import { type Groups, groupsOf, type Risk, type RiskMeter, share } from './meter.ts';
import { oneMore, Tally } from './tally.ts';

const SECOND = 1_000_000;
const HOUR = 3600 * SECOND;
const DAY = 24 * HOUR;

/** What happened to the one that a record is about. */
export interface Life {
  /** The columns that name it and its project, and hold its size. */
  readonly id: string;
  readonly project: string | undefined;
  readonly size: string | undefined;
  readonly of: Groups['of'];
  /** The start, where the record tells it: microseconds. */
  begin(record: DataRecord): PropertyValue | undefined;
  end(record: DataRecord): PropertyValue | undefined;
}

/** Reads lives out of their events: who shares project, size and day of birth, and who shares the whole life. */
export class LifeMeter implements RiskMeter {
  readonly #life: Life;
  /** Those that have begun and not yet ended. */
  readonly #open = new Tally<{ readonly size: number; readonly begin: number }>();
  readonly #groups = new Tally<number>();
  readonly #toTheSecond = new Tally<number>();
  readonly #toTheHour = new Tally<number>();
  /** Sizes by how JSON spells them, numbered. */
  readonly #sizes = new Map<string, number>();
  #lastSize: { readonly held: unknown; readonly number: number } | undefined;
  #ended = 0;

  constructor(life: Life) {
    this.#life = life;
  }

  add(record: DataRecord): void {
    const begin = this.#life.begin(record);
    const end = this.#life.end(record);
    if (typeof begin !== 'number' && typeof end !== 'number') return;
    this.#open.update(String(record[this.#life.id]), (open) => {
      // The first begin counts: a build may be tried on several hosts.
      const life = open ?? (typeof begin === 'number' ? this.#begin(record, begin) : undefined);
      if (life === undefined || typeof end !== 'number') return life;
      this.#end(life, end);
      return undefined;
    });
  }

  risk(): Risk {
    const { project, size, of } = this.#life;
    const by = [project, size, 'day'].filter((name) => name !== undefined);
    const all = this.#open.every === 1;
    const groups = groupsOf(this.#groups.values(), this.#groups.every, { by, of });
    const lifetimes = {
      lives: this.#ended * this.#open.every,
      uniqueToTheSecond: uniqueAmong(this.#toTheSecond),
      uniqueToTheHour: uniqueAmong(this.#toTheHour),
      exact: all && this.#toTheSecond.every === 1,
    };
    return { groups: { ...groups, exact: groups.exact && all }, lifetimes };
  }

  #begin(record: DataRecord, begin: number) {
    const { project } = this.#life;
    const life = { size: this.#sizeOf(record), begin };
    const owner = project === undefined ? '' : String(record[project]);
    this.#groups.update(`${owner} ${life.size} ${Math.floor(begin / DAY)}`, oneMore);
    return life;
  }

  #sizeOf(record: DataRecord): number {
    const { size } = this.#life;
    const held = size === undefined ? null : (record[size] ?? null);
    // Records of one size share it, as a rule.
    if (this.#lastSize?.held !== held) {
      const text = JSON.stringify(held);
      const number = this.#sizes.get(text) ?? this.#sizes.size;
      this.#sizes.set(text, number);
      this.#lastSize = { held, number };
    }
    return this.#lastSize!.number;
  }

  #end({ size, begin }: { readonly size: number; readonly begin: number }, end: number): void {
    this.#ended++;
    const span = (unit: number) => `${size} ${Math.floor(begin / unit)} ${Math.floor(end / unit)}`;
    this.#toTheSecond.update(span(SECOND), oneMore);
    this.#toTheHour.update(span(HOUR), oneMore);
  }
}

/** The share of lives that are like no other; each count is of one kind of life. */
function uniqueAmong(kinds: Tally<number>): number {
  let [lives, unique] = [0, 0];
  for (const count of kinds.values()) {
    lives += count;
    if (count === 1) unique++;
  }
  return share(unique, lives);
}

const MOST_NAMES = 1000;
/** The names of Nova's steps, and those of its API's actions. */
const BUILT = /build_and_run_instance$|^compute_run_instance$|^create$/;
const ENDED = /terminate_instance$|^delete$|^forceDelete$/;

export function lifeOf({ name, columns }: RecordType): Life | undefined {
  const called = (column: string) => columns.find((one) => one.name === column)?.name;
  const ofClass = (fieldClass: string) => columns.find((one) => one.fieldClass === fieldClass)?.name;
  const [event, start, finish] = [called('EVENT'), called('START_TIME'), called('FINISH_TIME')];
  const size = columns.find(({ type }) => type === 'properties')?.name;
  const project = ofClass('project');
  if (event === undefined || start === undefined) return undefined;
  const has = (names: RegExp) => {
    // Of the few names that there are, each is looked at once.
    const known = new Map<unknown, boolean>();
    let last: unknown;
    let lastAnswer = names.test(String(last));
    return (record: DataRecord): boolean => {
      const name = record[event];
      if (name === last) return lastAnswer;
      let answer = known.get(name);
      if (answer === undefined) {
        answer = names.test(String(name));
        if (known.size < MOST_NAMES) known.set(name, answer);
      }
      last = name;
      lastAnswer = answer;
      return answer;
    };
  };
  const instance = ofClass('instance');
  if (name === 'instance-event' && instance !== undefined) {
    const [isBuilt, isEnded] = [has(BUILT), has(ENDED)];
    return {
      ...{ id: instance, project, size, of: 'instances' },
      begin: (record) => (isBuilt(record) ? (record[start] as PropertyValue) : undefined),
      end: (record) => (isEnded(record) ? (record[finish ?? start] as PropertyValue) : undefined),
    };
  }
  const lease = ofClass('lease');
  const end = called('END_TIME');
  if (name === 'lease-event' && lease !== undefined && end !== undefined) {
    return {
      ...{ id: lease, project, size, of: 'leases' },
      // As it was planned at first.
      begin: (record) => (record[event] === 'CREATE' ? (record[start] as PropertyValue) : undefined),
      end: (record) => (record[event] === 'CREATE' ? (record[end] as PropertyValue) : undefined),
    };
  }
  return undefined;
}
