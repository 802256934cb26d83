import { describe, expect, it } from 'vitest';
import { type Figure, type Judging, tooSlow } from '../../bench/judge.ts';

/** A figure whose rounds give these ratios; told with how many runs each further one was measured. */
function figure(name: string, ratios: number[], runs: number[] = [], unfit?: string): Figure {
  const [ratio = 0, ...further] = ratios;
  const again = async (count: number) => {
    runs.push(count);
    return further.shift() as number;
  };
  return { name, ratio, unfit, again };
}

function judging(recorded: Record<string, number>, slowness = 0.9) {
  const waited: number[] = [];
  const said: string[] = [];
  const wait = async (milliseconds: number) => waited.push(milliseconds);
  const how: Judging = {
    recorded,
    runs: 3,
    pauses: [5, 10],
    wait,
    slowness: async () => slowness,
    say: (line) => said.push(line),
  };
  return { how, waited, said };
}

describe('tooSlow', () => {
  it('accepts ratios up to twice the recorded ones, without measuring again', async () => {
    const runs: number[] = [];
    const { how, waited, said } = judging({ plain: 0.5, gz: 2 });
    expect(await tooSlow([figure('plain', [1], runs), figure('gz', [0.3], runs)], how)).toEqual([]);
    expect(runs).toEqual([]);
    expect(waited).toEqual([]);
    expect(said).toEqual(['2 ratios judged, 0 too slow']);
  });

  it('measures again what looks too slow, and nothing else, until it looks right', async () => {
    const plain: number[] = [];
    const gz: number[] = [];
    const { how, waited } = judging({ plain: 0.5, gz: 0.5 });
    expect(await tooSlow([figure('plain', [1.01, 0.9], plain), figure('gz', [0.5], gz)], how)).toEqual([]);
    expect(plain).toEqual([4]);
    expect(gz).toEqual([]);
    expect(waited).toEqual([5]);
  });

  it('finds too slow what is so in every round, each with more runs and after another pause', async () => {
    const runs: number[] = [];
    const { how, waited, said } = judging({ plain: 0.5 });
    expect(await tooSlow([figure('plain', [1.5, 1.2, 1.3], runs)], how)).toEqual(['plain']);
    expect(runs).toEqual([4, 5]);
    expect(waited).toEqual([5, 10]);
    expect(said).toContain('plain: too slow, at best 1.200, more than 2 times 0.5');
    expect(said.at(-1)).toBe('1 ratios judged, 1 too slow');
  });

  it('allows for a machine on which everything of the kind takes longer now', async () => {
    const { how, said } = judging({ plain: 0.5, gz: 0.5 }, 1.5);
    const figures = [figure('plain', [1.4, 1.6, 1.6]), figure('gz', [1.6, 1.6, 1.6])];
    expect(await tooSlow(figures, how)).toEqual(['gz']);
    expect(said).toContain('JavaScript itself takes 1.50 times as long as when the ratios were recorded');
  });

  it('keeps the best of all rounds', async () => {
    const { how } = judging({ plain: 0.5 });
    expect(await tooSlow([figure('plain', [1.5, 3, 1])], how)).toEqual([]);
  });

  it('says what it does not judge', async () => {
    const runs: number[] = [];
    const { how, said } = judging({ short: 0.1, gone: 0.1 });
    const figures = [figure('short', [9], runs, 'too little to do'), figure('new', [9], runs)];
    expect(await tooSlow(figures, how)).toEqual([]);
    expect(runs).toEqual([]);
    expect(said).toEqual([
      'short: not judged, too little to do',
      'new: not judged, nothing is recorded',
      'gone: not judged, not measured',
      '0 ratios judged, 0 too slow',
    ]);
  });
});
