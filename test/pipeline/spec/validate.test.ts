import { describe, expect, it } from 'vitest';
import { load, pipelineOf, UPSTREAM } from '../../support/load.ts';

const other = (path: string) => pipelineOf(...UPSTREAM, '- mask', `- csv: { path: ${path} }`);

describe('paths', () => {
  const pathsOf = async (text: string, env = {}) => {
    const { pipelines, problems } = await load(text, { env });
    expect(problems).toEqual([]);
    const { stages, sinks } = pipelines[0]!.chain;
    return [stages[0]?.options, stages[3]?.options, sinks[0]?.options];
  };

  it('start at the pipeline file, in options that say so', async () => {
    const text = pipelineOf(
      '- backups: { path: [a/*.sql, ../b, /c], timestamp: a/b }',
      ...UPSTREAM.slice(1),
      '- mask: { kept: k }',
      '- csv: { path: o.csv }',
    );
    expect(await pathsOf(text)).toMatchObject([
      { path: ['/etc/pipes/a/*.sql', '/etc/b', '/c'], timestamp: 'a/b' },
      { kept: '/etc/pipes/k' },
      { path: '/etc/pipes/o.csv' },
    ]);
  });

  it('that are - stay', async () => {
    const text = pipelineOf('- backups: { path: "-" }', ...UPSTREAM.slice(1), '- mask', '- csv');
    expect(await pathsOf(text)).toMatchObject([{ path: '-' }, {}, { path: '-' }]);
  });

  it('may come from the environment', async () => {
    const text = pipelineOf('- backups: { path: "${DIR}/x" }', ...UPSTREAM.slice(1), '- mask', '- csv');
    expect(await pathsOf(text, { DIR: '/data' })).toMatchObject([{ path: '/data/x' }, {}, {}]);
    expect(await pathsOf(text, { DIR: 'data' })).toMatchObject([{ path: '/etc/pipes/data/x' }, {}, {}]);
  });

  it('of a relative pipeline file start at the current folder', async () => {
    const { pipelines } = await load(other('o.csv'), {}, 'sub/p.yaml');
    expect(pipelines[0]?.chain.sinks[0]?.options).toMatchObject({ path: '/here/sub/o.csv' });
    expect(pipelines[0]?.file).toBe('sub/p.yaml');
  });

  it('of ${file:} start at the pipeline file', async () => {
    const read: string[] = [];
    const readFile = async (path: string) => {
      read.push(path);
      return 'none';
    };
    await load(pipelineOf(...UPSTREAM, '- mask: { method: "${file:m}", salt: "${file:/run/s}" }', '- csv'), {
      readFile,
    });
    expect(read).toEqual(['/etc/pipes/m', '/run/s']);
  });
});

describe('shown options', () => {
  const shownOf = async (stage: string, env = {}) => {
    const { pipelines, problems } = await load(pipelineOf(...UPSTREAM, stage, '- csv: { path: ./a }'), { env });
    expect(problems).toEqual([]);
    return pipelines[0]!.chain.stages[3]?.shownOptions;
  };

  it('are those that the user wrote, as written', async () => {
    expect(await shownOf('- mask')).toEqual({});
    expect(await shownOf('- mask: { kept: ../k, fields: [HOST, rack] }')).toEqual({
      kept: '../k',
      fields: ['HOST', 'rack'],
    });
    expect(await shownOf('- mask: { kept: "${K}/k" }', { K: '/home/alice' })).toEqual({ kept: '${K}/k' });
  });

  it('hold no secret', async () => {
    expect(await shownOf('- mask: { salt: hush-hush, method: none }')).toEqual({ method: 'none' });
    expect(await shownOf('- mask: { salt: "${S}" }', { S: 'hush-hush' })).toEqual({});
    expect(await shownOf('- mask: { server: { password: hush-hush, port: 2 } }')).toEqual({ server: { port: 2 } });
    expect(await shownOf('- mask: { server: { password: hush-hush } }')).toEqual({});
  });
});
