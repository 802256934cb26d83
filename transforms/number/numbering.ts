import { ExitCode, PipelineError } from '../../pipeline/errors.ts';
import { compareCodePoints } from '../../pipeline/formats/code-points.ts';
import type { Field } from '../../pipeline/records/fields.ts';
import type { KeptNumbers } from './kept-numbers.ts';

/** All distinct values are held in memory; racks are hundreds. */
const MOST_VALUES = 100_000;

/** Gathers the values of one field, to number them in their order when the last was seen. */
export class Numbering {
  readonly field: Field;
  readonly #onNew: (value: string) => void;
  readonly #values = new Set<string>();
  #numbers: ReadonlyMap<string, number> = new Map();

  /** @param onNew is shown each value once. */
  constructor(field: Field, onNew: (value: string) => void = () => {}) {
    this.field = field;
    this.#onNew = onNew;
  }

  /** @throws PipelineError `too-many-to-number`. */
  gather(value: string): void {
    if (this.#values.has(value)) return;
    this.#values.add(value);
    this.#onNew(value);
    if (this.#values.size <= MOST_VALUES) return;
    throw new PipelineError(
      'too-many-to-number',
      ExitCode.badPipeline,
      `expected at most ${MOST_VALUES} different values of ${this.field.label} to number, found more`,
      { hint: 'hash it with mask, under fields' },
    );
  }

  get size(): number {
    return this.#values.size;
  }

  /** Numbers the values from 0 in the order of their code points; values with a kept number have that. */
  finish(kept: KeptNumbers | undefined): number {
    const sorted = [...this.#values].sort(compareCodePoints);
    this.#numbers = kept?.number(this.field.label, sorted) ?? new Map(sorted.map((value, i) => [value, i]));
    return sorted.length;
  }

  numberOf(value: string): number {
    return this.#numbers.get(value) as number;
  }
}
