import type { FlowKind } from '../stage.ts';
import { kindGiven, kindsTaken } from './flow-kinds.ts';
import type { Catalog } from './plan.ts';

/** The shortest way from one flow to another: for every step of it, the names of the stages that make it. */
export async function bridge(
  from: FlowKind,
  to: readonly FlowKind[],
  catalog: Catalog,
): Promise<string[][] | undefined> {
  const loaded = await Promise.all(catalog.names().map((name) => catalog.load(name).catch(() => undefined)));
  const stages = loaded.filter((stage) => stage !== undefined);
  const ways = new Map<FlowKind | 'nothing', string[][]>([[from, []]]);
  for (const [at, steps] of ways) {
    if (at === 'nothing') continue;
    if (to.includes(at)) return steps;
    const able = stages.filter((stage) => kindsTaken(stage).includes(at));
    for (const next of new Set(able.map(kindGiven))) {
      if (!ways.has(next))
        ways.set(next, [...steps, able.filter((stage) => kindGiven(stage) === next).map(({ name }) => name)]);
    }
  }
  return undefined;
}
