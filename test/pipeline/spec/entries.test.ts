import { describe, expect, it } from 'vitest';
import { ExitCode, PipelineError } from '../../../pipeline/errors.ts';
import { fakeCatalog } from '../../support/fake-stages.ts';
import { load, pipelineOf, problemsOf, UPSTREAM } from '../../support/load.ts';

const start = (...rest: string[]) => pipelineOf(...UPSTREAM, '- mask', ...rest);

describe('entries', () => {
  it('are names, or maps of one name', async () => {
    const { pipelines, problems } = await load(
      pipelineOf(
        '- backups: { path: b }',
        '- sql-dump',
        '- machine-events:',
        '    cloud: vm',
        '- mask:',
        '- { mask: ~, id: again }',
        '- csv: {}',
      ),
    );
    expect(problems).toEqual([]);
    expect(pipelines[0]?.chain.stages.map(({ stage }) => stage.name)).toEqual([
      'backups',
      'sql-dump',
      'machine-events',
      'mask',
      'mask',
    ]);
    expect(pipelines[0]?.chain.sinks.map(({ stage }) => stage.name)).toEqual(['csv']);
  });

  it('may come from the environment', async () => {
    const { pipelines } = await load(start('- ${SINK:-jsonl}'));
    expect(pipelines[0]?.chain.sinks[0]?.stage.name).toBe('jsonl');
    expect(await problemsOf(start('- ${SINK}'), { env: { SINK: 'hush-hush' } })).toContain(
      'error unknown-stage there is no stage `${SINK}`',
    );
    expect(await problemsOf(start('- ${SINK}'))).toMatchInlineSnapshot(`
      "
      p.yaml:6:5 error unset-variable the environment variable SINK is not set

          6 |   - \${SINK}
            |     ^^^^^^^
            = set it, or give a default: \`\${SINK:-default}\`
      "
    `);
  });

  it('have ids: as written, else the name', async () => {
    const text = start('- csv', '- { csv: { path: b }, id: second }', '- { id: d, jsonl: { path: d } }');
    const { pipelines } = await load(text);
    expect(pipelines[0]?.chain.sinks.map(({ id }) => id)).toEqual(['csv', 'second', 'd']);
  });

  it('have ids across branches', async () => {
    const { pipelines } = await load(
      pipelineOf(
        ...UPSTREAM,
        '- branch: { a: [mask, csv], b: [mask, csv: { path: b }], c: [{ mask: , id: mask-3 }, csv: { path: c }], d: [mask, csv: { path: d }] }',
      ),
    );
    const ids = pipelines[0]?.chain.branches.map(({ chain }) => [...chain.stages, ...chain.sinks].map(({ id }) => id));
    expect(ids).toEqual([
      ['mask', 'csv'],
      ['mask-2', 'csv-2'],
      ['mask-3', 'csv-3'],
      ['mask-4', 'csv-4'],
    ]);
  });
});

describe('problems', () => {
  it('an unknown stage', async () =>
    expect(await problemsOf(start('- cvs', '- filter', '- "a b"'))).toMatchInlineSnapshot(`
      "
      p.yaml:6:5 error unknown-stage there is no stage \`cvs\`

          6 |   - cvs
            |     ^^^
            = did you mean \`csv\`?

      p.yaml:7:5 error unknown-stage there is no stage \`filter\`

          7 |   - filter
            |     ^^^^^^
            = \`sc-pipeline list\` names all; a third-party one needs its package \`sc-pipeline-stage-filter\`

      p.yaml:8:5 error unknown-stage there is no stage \`a b\`

          8 |   - "a b"
            |     ^^^^^
            = \`sc-pipeline list\` names all; a third-party one needs its package \`sc-pipeline-stage-a b\`
      "
    `));
  it('options beside the name', async () =>
    expect(await problemsOf(start('- csv:', '  path: x', '  compress: gz'))).toMatchInlineSnapshot(`
      "
      p.yaml:7:5 error misplaced-option \`path\` stands beside \`csv\`, not inside it

          7 |     path: x
            |     ^^^^
            = indent it further than \`csv\`
      "
    `));
  it('something else beside the name', async () =>
    expect(await problemsOf(start('- csv: { path: x }', '  ids: y'))).toMatchInlineSnapshot(`
      "
      p.yaml:7:5 error misplaced-option \`ids\` stands beside \`csv\`, not inside it

          7 |     ids: y
            |     ^^^
            = did you mean \`id\`?
      "
    `));
  it('two names', async () =>
    expect(await problemsOf(start('- csv: { path: a }', '  jsonl: { path: b }'))).toMatchInlineSnapshot(`
      "
      p.yaml:7:5 error bad-entry an entry names one stage, found \`csv\` and \`jsonl\`

          7 |     jsonl: { path: b }
            |     ^^^^^
            = start each of them with \`- \`
      "
    `));
  it('no known name of several', async () =>
    expect(await problemsOf(start('- stage: csv', '  with: {}'))).toMatchInlineSnapshot(`
      "
      p.yaml:6:5 error bad-entry an entry names one stage, found \`stage\` and \`with\`

          6 |   - stage: csv
            |     ^^^^^
            = write \`- name\` or \`- name: { option: value }\`
      "
    `));
  it('no name', async () =>
    expect(await problemsOf(start('- id: x', '- csv'))).toMatchInlineSnapshot(`
    "
    p.yaml:6:5 error bad-entry this entry names no stage

        6 |   - id: x
          |     ^^^^^
          = write \`- name\` or \`- name: { option: value }\`
    "
  `));
  it('nothing', async () =>
    expect(await problemsOf(start('-', '- csv'))).toMatchInlineSnapshot(`
    "
    p.yaml:6:4 error bad-entry expected a stage, found nothing

        6 |   -
          |    ^
          = write \`- name\` or \`- name: { option: value }\`
    "
  `));
  it('a list', async () =>
    expect(await problemsOf(start('- - csv', '- jsonl'))).toMatchInlineSnapshot(`
    "
    p.yaml:6:5 error bad-entry expected a stage, found a list

        6 |   - - csv
          |     ^^^^^
          = write \`- name\` or \`- name: { option: value }\`
    "
  `));
  it('a number', async () =>
    expect(await problemsOf(start('- 5', '- jsonl'))).toContain('expected a stage, found the number 5'));
  it('a bad id', async () =>
    expect(await problemsOf(start('- { csv: {}, id: a.b }', '- { jsonl: { path: b }, id: 5 }'))).toMatchInlineSnapshot(`
      "
      p.yaml:6:20 error bad-entry expected an id, found the text "a.b"

          6 |   - { csv: {}, id: a.b }
            |                    ^^^
            = an id is a word of letters, digits, \`-\` and \`_\` that starts with a letter

      p.yaml:7:31 error bad-entry expected an id, found the number 5

          7 |   - { jsonl: { path: b }, id: 5 }
            |                               ^
            = an id is a word of letters, digits, \`-\` and \`_\` that starts with a letter
      "
    `));
  it('an id from elsewhere', async () => {
    const problems = await problemsOf(start('- csv: {}', '  id: ${ID}'), { env: { ID: 'hush-hush' } });
    expect(problems).toContain('expected an id, found text (from ${ID})');
  });
  it('a name twice in a list is no problem: the second is numbered', async () => {
    const { pipelines, problems } = await load(
      start('- csv', '- csv: { path: x }', '- { csv: { path: y }, id: csv-3 }'),
    );
    expect(problems).toEqual([]);
    expect(pipelines[0]?.chain.sinks.map(({ id }) => id)).toEqual(['csv', 'csv-2', 'csv-3']);
  });
  it('an id twice', async () => {
    expect(
      await problemsOf(start('- { csv: { path: a }, id: x }', '- { csv: { path: b }, id: x }')),
    ).toMatchInlineSnapshot(`
      "
      p.yaml:7:29 error duplicate-id the id \`x\` is taken by csv in line 6

          7 |   - { csv: { path: b }, id: x }
            |                             ^
            = give every stage an id of its own
      "
    `);
  });
  it('an id that is the name of another stage', async () => {
    expect(await problemsOf(start('- { csv: { path: a }, id: jsonl }', '- jsonl'))).toContain(
      '6:29 error duplicate-id the id `jsonl` is taken by the stage in line 7',
    );
    expect((await load(start('- { csv: {}, id: csv }'))).problems).toEqual([]);
  });
  it('options that are no map', async () =>
    expect(await problemsOf(start('- csv: out.csv'))).toMatchInlineSnapshot(`
      "
      p.yaml:6:10 error invalid-option csv: expected a map, found the text "out.csv"

          6 |   - csv: out.csv
            |          ^^^^^^^
            = write \`csv: { path: … }\`
      "
    `));
  it('merge', async () =>
    expect(await problemsOf('stages:\n  - merge: { a: [] }\n  - csv\n')).toMatchInlineSnapshot(`
      "
      p.yaml:2:5 error bad-entry a merge has two sources or more, found one

          2 |   - merge: { a: [] }
            |     ^^^^^
            = write the stages of the one list in place of the merge

      p.yaml:2:14 error no-source the source \`a\` has no stages

          2 |   - merge: { a: [] }
            |              ^
            = start it with a source, e.g. \`- backups: { path: … }\`
      "
    `));
  it('a branch that is none', async () => {
    expect(await problemsOf(pipelineOf(...UPSTREAM, '- branch: [csv]'))).toMatchInlineSnapshot(`
      "
      p.yaml:5:5 error bad-entry a branch is a map of names to lists of stages, found a list

          5 |   - branch: [csv]
            |     ^^^^^^
            = \`- branch: { machines: [ … ], instances: [ … ] }\`
      "
    `);
    expect(await problemsOf(pipelineOf(...UPSTREAM, '- branch'))).toContain('found nothing');
    expect(await problemsOf(pipelineOf(...UPSTREAM, '- branch: {}'))).toContain('found an empty map');
    expect(await problemsOf(pipelineOf(...UPSTREAM, '- branch: { a: csv }'))).toContain(
      'expected a list of stages, found the text "csv"',
    );
    expect(await problemsOf(pipelineOf(...UPSTREAM, '- { branch: { a: [mask, csv] }, id: x }'))).toContain(
      'a branch takes no `id`',
    );
    expect(await problemsOf(pipelineOf(...UPSTREAM, '- branches: { a: [mask, csv] }'))).toContain(
      'did you mean `branch`?',
    );
  });

  it('a stage that cannot be loaded', async () => {
    const catalog = {
      names: () => [...fakeCatalog.names(), 'broken'],
      async load(name: string) {
        if (name === 'broken')
          throw new PipelineError('broken-stage', ExitCode.badPipeline, 'it is broken', { hint: 'mend it' });
        return fakeCatalog.load(name);
      },
    };
    expect(await problemsOf(start('- broken'), { catalog })).toMatchInlineSnapshot(`
      "
      p.yaml:6:5 error broken-stage it is broken

          6 |   - broken
            |     ^^^^^^
            = mend it
      "
    `);
  });
});
