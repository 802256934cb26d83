import type { EventsState } from './state.ts';

/** How far below the highest id a transaction that is still open may sit. */
const WINDOW = 1000;

/** Follows which events of a database a run gives, for the state that the next run begins with. */
export class GivenEvents {
  readonly before: EventsState;
  #highest: number;
  /** Ids that were not given before, close below the highest. */
  readonly #recent = new Set<number>();
  readonly #unfinished: Set<number>;

  constructor(before: EventsState) {
    this.before = before;
    this.#highest = before.highest;
    this.#unfinished = new Set(before.unfinished);
  }

  add(id: number, finished: boolean): void {
    if (finished) this.#unfinished.delete(id);
    else this.#unfinished.add(id);
    this.#highest = Math.max(this.#highest, id);
    this.#recent.add(id);
    if (this.#recent.size > 4 * WINDOW) this.#forget();
  }

  /** What the next run needs to know. */
  get after(): EventsState {
    const first = this.#highest - WINDOW;
    const absent = this.before.absent.filter((id) => id > first);
    for (let id = Math.max(first, this.before.highest) + 1; id < this.#highest; id++) absent.push(id);
    return {
      highest: this.#highest,
      unfinished: [...this.#unfinished].sort((a, b) => a - b),
      absent: absent.filter((id) => id > 0 && !this.#recent.has(id)),
    };
  }

  #forget(): void {
    for (const id of this.#recent) if (id <= this.#highest - WINDOW) this.#recent.delete(id);
  }
}
