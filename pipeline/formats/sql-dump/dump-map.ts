/**
 * A map of a dump: what stands where, so that parts of it can be read another time exactly as if all before them had been read. It is
 * made while the dump is read as a whole, holds for that very content only, and for any needs.
 */
import { createHash } from 'node:crypto';
import type { ReaderState } from './dump-reader.ts';

/** Plain data, without a name of a database or table: these could be those of customers, and equality is all that is asked. */
export interface DumpMap {
  readonly version: 1;
  /** What tables belong to before the first USE; the names in the sections rest on it. */
  readonly defaultDatabase: string | null;
  /** Without gaps, from the start of the dump to its end. */
  readonly sections: readonly Section[];
  readonly states: readonly ReaderState[];
  readonly end: Omit<Section, 'names'>;
}

/** Some statements that follow each other. */
export interface Section {
  /** Where it begins in the dump. */
  readonly start: number;
  /** Which of the states holds there. */
  readonly state: number;
  /** Of the tables that its statements name, and of the databases that they are about as a whole, hashed. */
  readonly names: readonly string[];
}

/** 72 bits: names that collide would only make a section be read in vain. */
const HASH_LENGTH = 12;

export function hashOfName(database: string | null, table?: string): string {
  const hash = createHash('sha256').update(JSON.stringify([database, table]));
  return hash.digest('base64url').slice(0, HASH_LENGTH);
}

/** Sections have at least so many bytes. Compressed files are read by blocks that are larger still. */
const SECTION_BYTES = 128 << 10;

/** Names of modes, character sets and variables; whatever else a dump may assign is not to be kept. */
const HARMLESS = /^[\w@.,:+ -]{0,256}$/;

/** A place between two statements; `names` are those of the statements from there on. */
interface Place {
  readonly start: number;
  readonly state: ReaderState;
  readonly names: Set<string>;
}

/** Makes the map of the dump that a reader reads. */
export class MapMaker {
  readonly #sectionBytes: number;
  readonly #defaultDatabase: string | undefined;
  readonly #sections: Section[] = [];
  readonly #states = new Map<string, number>();
  readonly #hashes = new Map<string, string>();
  /** Where the section begins that is being made, and the last place in it where it could end. */
  #begin: Place | undefined;
  #last: Place | undefined;
  #lastName = '';
  #isHarmless = true;
  #map: DumpMap | undefined;

  constructor(defaultDatabase: string | undefined, sectionBytes = SECTION_BYTES) {
    this.#defaultDatabase = defaultDatabase;
    this.#sectionBytes = sectionBytes;
  }

  /** When the dump has been read to its end; undefined for one whose settings are not to be kept. */
  get map(): DumpMap | undefined {
    return this.#map;
  }

  noteName(database: string | null, table?: string): void {
    const key = JSON.stringify([database, table]);
    const hash = this.#hashes.get(key) ?? hashOfName(database, table);
    this.#hashes.set(key, hash);
    this.#last?.names.add(hash);
    this.#lastName = hash;
  }

  /** An INSERT begins like the statement before it, so the name is the last one that was noted. */
  noteSameName(): void {
    this.#last?.names.add(this.#lastName);
  }

  /** A statement or comment begins. INSERTs that follow each other and are alike count as one. */
  noteStart(offset: number, save: () => ReaderState): void {
    const last = this.#last;
    if (last?.start === offset) return;
    // The first place is the start of the dump, whatever (a byte order mark) stands before the first statement.
    const place: Place =
      last === undefined
        ? { start: 0, state: { ...save(), isStarted: false }, names: new Set() }
        : { start: offset, state: save(), names: new Set() };
    if (last === undefined || this.#begin === undefined) this.#begin = place;
    else if (offset - last.start >= this.#sectionBytes) {
      // The last statement is long: a section of its own.
      if (this.#begin !== last) this.#add(this.#begin);
      this.#add(last);
      this.#begin = place;
    } else if (offset - this.#begin.start >= this.#sectionBytes) {
      this.#add(this.#begin, last);
      this.#begin = place;
    } else {
      for (const name of last.names) this.#begin.names.add(name);
    }
    this.#last = place;
  }

  finish(end: number, state: ReaderState): void {
    if (this.#begin === undefined || this.#last === undefined) return;
    this.#add(this.#begin, this.#last);
    const last = { start: end, state: this.#stateNumber(state) };
    if (!this.#isHarmless) return;
    this.#map = {
      version: 1,
      defaultDatabase: this.#defaultDatabase === undefined ? null : hashOfName(this.#defaultDatabase),
      sections: this.#sections,
      states: [...this.#states.keys()].map((text) => JSON.parse(text) as ReaderState),
      end: last,
    };
  }

  #add(place: Place, last = place): void {
    this.#sections.push({
      start: place.start,
      state: this.#stateNumber(place.state),
      names: [...new Set([...place.names, ...last.names])],
    });
  }

  #stateNumber(state: ReaderState): number {
    const { session, database, headerDatabase } = state.replay;
    const values = [session.sqlMode, session.charset, ...Object.entries(session.userVariables).flat()];
    if (values.some((value) => typeof value === 'string' && !HARMLESS.test(value))) this.#isHarmless = false;
    const nameless: ReaderState = {
      ...state,
      replay: {
        ...state.replay,
        database: database === null ? null : hashOfName(database),
        headerDatabase: headerDatabase === null ? null : hashOfName(headerDatabase),
      },
    };
    const text = JSON.stringify(nameless);
    const known = this.#states.get(text) ?? this.#states.size;
    this.#states.set(text, known);
    return known;
  }
}
