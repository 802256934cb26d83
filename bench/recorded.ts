/** The ratios of processor times that later ones are held against: recorded.json. */
import { readFile, writeFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { type Figure, tooSlow } from './judge.ts';
import { yardstick } from './yardstick.ts';

const RECORDED = new URL('./recorded.json', import.meta.url);
const YARDSTICK = 'JavaScript / sha256sum (CPU), the yardstick';
/** Milliseconds before what looks too slow is measured again. */
const PAUSES = [5_000, 20_000];

/** Keeps the larger of two measurements. */
export async function record(figures: readonly Figure[], runs: number): Promise<void> {
  const ratios: Record<string, number> = {};
  for (const { name, ratio, unfit, again } of figures) {
    if (unfit === undefined) ratios[name] = Number(Math.max(ratio, await again(runs)).toPrecision(2));
  }
  ratios[YARDSTICK] = Number((await yardstick(runs)).toPrecision(2));
  await writeFile(RECORDED, `${JSON.stringify(ratios, undefined, 2)}\n`);
}

/** @returns whether nothing is too slow. */
export async function holdAgainstRecorded(figures: readonly Figure[], runs: number): Promise<boolean> {
  const recorded = JSON.parse(await readFile(RECORDED, 'utf8')) as Record<string, number>;
  const { [YARDSTICK]: usual = Number.NaN, ...ratios } = recorded;
  const slow = await tooSlow(figures, {
    recorded: ratios,
    runs,
    pauses: PAUSES,
    wait,
    slowness: async () => (await yardstick(runs)) / usual,
    say: (line) => console.log(line),
  });
  return slow.length === 0;
}
