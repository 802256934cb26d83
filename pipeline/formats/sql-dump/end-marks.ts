import { cutOff } from './errors.ts';

const HEADER = /^-- (?:MySQL|MariaDB) dump /;
const TRAILER = /^-- Dump completed\b/;

export interface SavedEndMarks {
  readonly openSince: number | null;
  readonly completed: boolean;
}

/**
 * Watches for the comments that mysqldump and mariadb-dump begin and end a dump with. One file may hold several dumps, one after
 * the other; each that has a header needs its trailer.
 */
export class EndMarks {
  #openSince: number | undefined;
  #completed = false;

  save(): SavedEndMarks {
    return { openSince: this.#openSince ?? null, completed: this.#completed };
  }

  restore({ openSince, completed }: SavedEndMarks): void {
    this.#openSince = openSince ?? undefined;
    this.#completed = completed;
  }

  /** A dump has begun and not yet ended. */
  get isOpen(): boolean {
    return this.#openSince !== undefined;
  }

  /** @returns what the comment is, if it is one of the two */
  note(comment: string, offset: number): 'header' | 'trailer' | undefined {
    if (TRAILER.test(comment)) {
      this.#openSince = undefined;
      this.#completed = true;
      return 'trailer';
    }
    if (!HEADER.test(comment)) return undefined;
    this.#refuseOpen(offset, 'another dump begins');
    this.#openSince = offset;
    return 'header';
  }

  /**
   * @param end the length of the dump
   * @returns whether an end mark tells that the dump is whole
   */
  finish(end: number): boolean {
    this.#refuseOpen(end, 'the dump ends');
    return this.#completed;
  }

  #refuseOpen(offset: number, what: string): void {
    if (this.#openSince === undefined) return;
    const begin = this.#openSince;
    throw cutOff(`expected "-- Dump completed" before ${what}, since the dump has a header at byte ${begin}`, offset);
  }
}
