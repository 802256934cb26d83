import { errorFromData } from '../../../errors.ts';
import { type WarningHandler, warnOfGarbage } from '../damage.ts';
import { StreamChecker } from '../stream-checker.ts';
import type { Place } from '../streams.ts';
import type { Stretch, StretchResult } from './stretch.ts';

/** Proves that the stretches of a file, in order, are the whole of it: see ../parallel.ts for how to use it. */
export class Stitcher {
  readonly #size: number;
  readonly #onWarning: WarningHandler | undefined;
  readonly #checker = new StreamChecker();
  #position = 0;
  #place: Place = 'between';

  /** @param size of the file, in bytes */
  constructor(size: number, onWarning?: WarningHandler) {
    this.#size = size;
    this.#onWarning = onWarning;
  }

  /**
   * What to decode where a stretch was planned: that stretch; or another one, because it does not begin where the last one
   * ended, or the level is another; or nothing, because there is nothing left of it. What the planned stretch gave is then void.
   */
  next(planned: Stretch): Stretch | undefined {
    const isLast = planned.endBit === this.#size * 8;
    if (this.#place === 'after' || (this.#position >= planned.endBit && !isLast)) return undefined;
    const actual = { startBit: this.#position, start: this.#place, level: this.#checker.level };
    const sameLevel = planned.level === actual.level || planned.start !== 'within';
    const fits = planned.startBit === actual.startBit && planned.start === actual.start && sameLevel;
    return fits ? planned : { ...actual, endBit: planned.endBit };
  }

  /**
   * Takes the result of the stretch that {@link next} named.
   *
   * @throws PipelineError `corrupt-bzip2`, `truncated-bzip2` when there is damage; what was given before stays true.
   */
  accept(result: StretchResult): void {
    if (result.startBit !== this.#position || result.start !== this.#place) {
      throw new Error('the stretch does not begin where the one before it ended');
    }
    for (const event of result.events) this.#checker.accept(event);
    if (result.damage !== undefined) throw errorFromData(result.damage);
    this.#position = result.endBit;
    this.#place = result.end;
  }

  /** To be called after the last stretch. */
  finish(): void {
    if (this.#place !== 'after') throw new Error('not all stretches of the file were accepted');
    warnOfGarbage(this.#size - this.#position / 8, this.#position / 8, this.#onWarning);
  }
}
