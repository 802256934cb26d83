/** Runnable pipelines around the example of a stage, made of the examples of others: what fits is found by lint. */
import { loadPipelines } from '../../pipeline/spec/load.ts';
import type { Catalog } from '../../pipeline/spec/plan.ts';
import type { AnyStage } from '../../pipeline/stage.ts';

/** Two formats, two dialects. */
const sinksTo = (name: string) => [
  `- csv: { path: ${name}.csv }`,
  `- jsonl: { path: ${name}.jsonl, dialect: starcompactor }`,
];

export interface Composed {
  /** Of the pipeline, and of the files that it writes. */
  readonly name: string;
  readonly text: string;
  /** The stages that stand in it. */
  readonly stages: readonly string[];
}

export async function stagesOf(catalog: Catalog): Promise<AnyStage[]> {
  return Promise.all(catalog.names().map(async (name) => (await catalog.load(name))!));
}

/** Every way to put a stage between others so that the whole has no problem. */
export async function composeAround(
  stage: AnyStage,
  catalog: Catalog,
  env: Record<string, string>,
): Promise<Composed[]> {
  const all = await stagesOf(catalog);
  const composed: Composed[] = [];
  for (const [i, chain] of chainsAround(stage, all).entries()) {
    const name = `${stage.name}-${i}`;
    const sinks = stage.kind === 'sink' ? [withFile(stage.example, name)] : sinksTo(name);
    for (const masks of [['mask'], []]) {
      if (masks.length > 0 && stage.name === 'mask') continue;
      const stages = [...chain, ...all.filter((one) => masks.includes(one.name))];
      const examples = stages.filter(({ kind }) => kind !== 'sink').map(({ example }) => example);
      const text = [`name: ${name}`, 'stages:', ...[...examples, ...sinks].flatMap(indented), ''].join('\n');
      const file = { file: '/canary/p.yaml', text };
      const settings = { catalog, env, overrides: [], cwd: '/canary', readFile: async () => env.SC_SALT ?? '' };
      const { problems } = await loadPipelines(file, settings);
      if (problems.some(({ severity }) => severity === 'error')) continue;
      composed.push({ name, text, stages: [...stages, stage].map((one) => one.name) });
      break;
    }
  }
  return composed;
}

const withFile = (example: string, name: string): string => example.replace(/path: [^\s,}]+/, `path: ${name}.out`);

const indented = (example: string): string[] => example.split('\n').map((line) => `  ${line}`);

/** Stages in a row, by the kind of what flows between them. */
function chainsAround(stage: AnyStage, all: readonly AnyStage[]): AnyStage[][] {
  return above(stage, all).flatMap((before) => below(stage, all).map((after) => [...before, stage, ...after]));
}

const given = (stage: AnyStage): string => (typeof stage.gives === 'function' ? 'records' : stage.gives);

function above(stage: AnyStage, all: readonly AnyStage[]): AnyStage[][] {
  if (stage.takes === 'nothing') return [[]];
  const givers = all.filter((one) => given(one) === stage.takes && (stage.takes !== 'records' || one.takes === 'rows'));
  // Whatever bytes and rows come from: that the other sources fit is tried when it is their turn.
  const enough =
    stage.takes === 'records'
      ? givers
      : givers.filter(({ takes }) => takes !== 'nothing' || stage.takes === 'bytes').slice(0, 1);
  return enough.flatMap((giver) => above(giver, all).map((before) => [...before, giver]));
}

function below(stage: AnyStage, all: readonly AnyStage[]): AnyStage[][] {
  const flow = given(stage);
  if (flow === 'nothing' || flow === 'records') return [[]];
  const takers = all.filter((one) => (flow === 'audit' ? one.takes === 'rows' && 'audit' in one : one.takes === flow));
  return takers.flatMap((taker) => below(taker, all).map((after) => [taker, ...after]));
}
