import { EndMarks, type SavedEndMarks } from './end-marks.ts';
import { cutOff } from './errors.ts';
import { refuseOtherSystem } from './other-formats.ts';
import type { Replay } from './replay.ts';

/** Marks of mysqldump and mariadb-dump that even `--compact` leaves. */
export const SANDBOX = '/*M!999999\\- enable the sandbox mode';
const MYSQLDUMP_VARIABLE = '@saved_cs_client';

const HEADER_DATABASE = /^-- Host: .* {4}Database: (.+)$/;

export interface SavedMarks {
  readonly end: SavedEndMarks;
  readonly isPlain: boolean;
  readonly hadVariable: boolean;
}

/** What comments and settings tell of a dump: by which program it is, where it begins, whether it is whole. */
export class DumpMarks {
  readonly #replay: Replay;
  readonly #endMarks = new EndMarks();
  #isPlain = false;
  #hadVariable = false;

  constructor(replay: Replay) {
    this.#replay = replay;
  }

  save(): SavedMarks {
    return { end: this.#endMarks.save(), isPlain: this.#isPlain, hadVariable: this.#hadVariable };
  }

  restore({ end, isPlain, hadVariable }: SavedMarks): void {
    this.#endMarks.restore(end);
    this.#isPlain = isPlain;
    this.#hadVariable = hadVariable;
  }

  /** Rows are written as mysqldump and mariadb-dump write them, as far as one can tell: see {@link ValueSkipper}. */
  get isPlain(): boolean {
    return this.#isPlain;
  }

  noteLineComment(comment: string, offset: number): void {
    refuseOtherSystem(comment, offset);
    const mark = this.#endMarks.note(comment, offset);
    if (mark === 'header') {
      this.#replay.beginDump();
      this.#isPlain = true;
    } else if (mark === 'trailer') {
      this.#replay.endDump();
      this.#isPlain = false;
    } else if (this.#endMarks.isOpen) {
      const database = HEADER_DATABASE.exec(comment)?.[1];
      if (database !== undefined) this.#replay.noteHeaderDatabase(database);
    }
  }

  /** The comment that {@link SANDBOX} begins. */
  noteSandbox(): void {
    this.#isPlain = true;
  }

  /** To be called behind every statement. */
  noteSettings(): void {
    const hasVariable = this.#replay.session.hasSet(MYSQLDUMP_VARIABLE);
    if (hasVariable && !this.#hadVariable) this.#isPlain = true;
    this.#hadVariable = hasVariable;
  }

  /**
   * @param end the length of the dump
   * @returns whether an end mark tells that the dump is whole
   */
  finish(end: number, requireTrailer: boolean): boolean {
    const isWhole = this.#endMarks.finish(end);
    if (this.#replay.session.hasUnrestored) {
      throw cutOff('expected the settings that the dump saves at its beginning to be restored at its end', end);
    }
    if (!isWhole && requireTrailer) throw cutOff('expected "-- Dump completed" at the end of the dump', end);
    return isWhole;
  }
}
