/**
 * Is anything slower than it was? A busy machine makes single ratios far too large: caches are shared, and so is the core behind two
 * hardware threads. So what looks too slow is measured again, later and with more runs, and counts as too slow only when it never
 * looks right.
 */
export interface Figure {
  readonly name: string;
  readonly ratio: number;
  /** Why the ratio says nothing here; undefined when it does. */
  readonly unfit?: string | undefined;
  /** Measures the ratio once more, with that many runs. */
  again(runs: number): Promise<number>;
}

export interface Judging {
  /** Of each figure by its name. */
  readonly recorded: Readonly<Record<string, number>>;
  /** Counted runs of the first round; each further round has one more. */
  readonly runs: number;
  /** Milliseconds to wait before each further round. */
  readonly pauses: readonly number[];
  wait(milliseconds: number): Promise<unknown>;
  /** How many times as long JavaScript takes now, beside native code, as it did when the ratios were recorded. Asked when it matters. */
  slowness(): Promise<number>;
  say(line: string): void;
}

/** A ratio may be so many times the recorded one. */
export const LIMIT = 2;

/** @returns the names of the figures that are too slow in every round. */
export async function tooSlow(figures: readonly Figure[], judging: Judging): Promise<string[]> {
  const { recorded, runs, pauses, wait, say } = judging;
  const best = new Map<Figure, number>();
  for (const figure of figures) {
    const why = figure.unfit ?? (recorded[figure.name] === undefined ? 'nothing is recorded' : undefined);
    if (why === undefined) best.set(figure, figure.ratio);
    else say(`${figure.name}: not judged, ${why}`);
  }
  const measured = new Set(figures.map(({ name }) => name));
  for (const name of Object.keys(recorded)) if (!measured.has(name)) say(`${name}: not judged, not measured`);

  const judged = best.size;
  let allowance = 1;
  const limitOf = ({ name }: Figure) => LIMIT * allowance * (recorded[name] as number);
  const suspects = () => [...best].flatMap(([figure, ratio]) => (ratio <= limitOf(figure) ? [] : [figure]));
  for (const [round, pause] of pauses.entries()) {
    if (suspects().length === 0) break;
    await wait(pause);
    for (const figure of suspects()) {
      const ratio = await figure.again(runs + round + 1);
      say(`${figure.name}: looked too slow, ${shown(best.get(figure))}; measured again: ${shown(ratio)}`);
      best.set(figure, Math.min(ratio, best.get(figure) as number));
    }
  }
  if (suspects().length > 0) {
    allowance = Math.max(1, await judging.slowness());
    say(`JavaScript itself takes ${allowance.toFixed(2)} times as long as when the ratios were recorded`);
  }
  const slow = suspects();
  for (const figure of slow) {
    const limit = `${LIMIT} times ${recorded[figure.name]}`;
    say(`${figure.name}: too slow, at best ${shown(best.get(figure))}, more than ${limit}`);
  }
  say(`${judged} ratios judged, ${slow.length} too slow`);
  return slow.map(({ name }) => name);
}

const shown = (ratio = Number.NaN): string => ratio.toFixed(3);
