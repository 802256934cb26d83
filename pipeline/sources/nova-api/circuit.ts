import { PipelineError } from '../../errors.ts';

/** Ends the run when nothing works any more, rather than leaving out one server after the other. */
export class Circuit {
  readonly #most: number;
  #inRow = 0;
  #worked = false;
  #last: PipelineError | undefined;

  /** @param most failures in a row that may be chance. */
  constructor(most: number) {
    this.#most = most;
  }

  success(): void {
    this.#inRow = 0;
    this.#worked = true;
  }

  /** Throws what ends the run. */
  failure(error: PipelineError): void {
    this.#inRow += 1;
    this.#last = error;
    if (this.#inRow >= this.#most) throw this.#broken(`${this.#inRow} servers in a row`);
  }

  /** At the end: when not one could be read, nothing was. */
  finish(): void {
    if (!this.#worked && this.#last !== undefined) throw this.#broken('all servers');
  }

  #broken(which: string): PipelineError {
    const { code, exitCode, message, hint } = this.#last!;
    return new PipelineError(code, exitCode, `the actions of ${which} cannot be read: ${message}`, { hint });
  }
}
