import { describe, expect, it } from 'vitest';
import type { PlannedStage } from '../../../pipeline/spec/plan.ts';
import { load, pipelineOf, problemsOf, UPSTREAM } from '../../support/load.ts';

const TEXT = pipelineOf(...UPSTREAM, '- mask: { method: none, fields: [HOST, rack] }', '- csv: { path: out.csv }');

/** All stages of the first pipeline by id, after overrides. */
async function stagesWith(overrides: string[], text = TEXT): Promise<Record<string, PlannedStage>> {
  const { pipelines, problems } = await load(text, { overrides });
  expect(problems.map(({ message }) => message)).toEqual([]);
  const { stages, sinks } = pipelines[0]!.chain;
  return Object.fromEntries([...stages, ...sinks].map((stage) => [stage.id, stage]));
}

const problemsWith = (overrides: string[], text = TEXT) => problemsOf(text, { overrides });

describe('values', () => {
  const pathOf = async (value: string) => (await stagesWith([`csv.path=${value}`])).csv?.options;

  it('replace those of the file', async () => {
    expect((await stagesWith(['mask.method=sha2-salted'])).mask?.options).toMatchObject({ method: 'sha2-salted' });
    expect((await stagesWith(['csv.compress=gz'])).csv?.options).toMatchObject({
      path: '/etc/pipes/out.csv',
      compress: 'gz',
    });
  });

  it('are plain scalars whatever they look like, but for brackets and quotes', async () => {
    expect(await pathOf('-')).toMatchObject({ path: '-' });
    expect(await pathOf('*.csv')).toMatchObject({ path: '/here/*.csv' });
    expect(await pathOf('a: b # c')).toMatchObject({ path: '/here/a: b # c' });
    expect(await pathOf('a=b')).toMatchObject({ path: '/here/a=b' });
    expect(await pathOf('"2024"')).toMatchObject({ path: '/here/2024' });
    expect(await pathOf("'it''s'")).toMatchObject({ path: "/here/it's" });
    expect(await pathOf('$A${A}')).toMatchObject({ path: '/here/$A${A}' });
  });

  it('are typed as in YAML', async () => {
    expect((await stagesWith(['backups.seek=true'])).backups?.options).toMatchObject({ seek: true });
    expect((await stagesWith(['machine-events.databases=[a, "b"]']))['machine-events']?.options).toMatchObject({
      databases: ['a', 'b'],
    });
    expect((await stagesWith(['machine-events.databases={nova: n}']))['machine-events']?.options).toMatchObject({
      databases: { nova: 'n' },
    });
  });

  it('reach into maps, and make them', async () => {
    const events = (await stagesWith(['machine-events.rack.regex=r', 'machine-events.rack.group=2']))['machine-events'];
    expect(events?.options).toMatchObject({ cloud: 'vm', rack: { regex: 'r', group: 2 } });
  });

  it('win over earlier ones', async () => {
    expect((await stagesWith(['csv.path=a', 'csv.path=b'])).csv?.options).toMatchObject({ path: '/here/b' });
  });

  it('start their paths in the current folder; the file does in its own', async () => {
    expect((await stagesWith(['backups.path=[x, /y]'])).backups?.options).toMatchObject({ path: ['/here/x', '/y'] });
    expect((await stagesWith([])).backups?.options).toMatchObject({ path: '/etc/pipes/b.sql' });
  });

  it('are shown as the user typed them', async () => {
    expect((await stagesWith(['csv.path=./b.csv'])).csv?.shownOptions).toEqual({ path: './b.csv' });
  });
});

describe('targets', () => {
  const TWO = pipelineOf(...UPSTREAM, '- mask', '- csv: { path: a }', '- { csv: { path: b }, id: second }');

  it('are ids, too', async () => {
    expect((await stagesWith(['second.path=c'], TWO)).second?.options).toMatchObject({ path: '/here/c' });
  });

  it('lie inside branches as well', async () => {
    const text = pipelineOf(
      ...UPSTREAM,
      '- branch: { a: [mask, csv], b: [{ mask: {}, id: other }, jsonl: { path: j }] }',
    );
    const { pipelines } = await load(text, { overrides: ['other.method=none', 'csv.path=c'] });
    const [a, b] = pipelines[0]!.chain.branches;
    expect(b?.chain.stages[0]?.options).toMatchObject({ method: 'none' });
    expect(a?.chain.stages[0]?.options).toMatchObject({ method: 'sha2-salted' });
    expect(a?.chain.sinks[0]?.options).toMatchObject({ path: '/here/c' });
  });

  it('are the stage without an id, where others of the name have one', async () => {
    expect((await stagesWith(['csv.path=c'], TWO)).csv?.options).toMatchObject({ path: '/here/c' });
  });

  it('must not be several', async () => {
    const branches = pipelineOf(
      ...UPSTREAM,
      '- branch:',
      '    a: [mask, csv: { path: a }]',
      '    b: [mask, csv: { path: b }]',
    );
    expect(await problemsWith(['csv.path=c'], branches)).toMatchInlineSnapshot(`
      "
      error ambiguous-override p.yaml has 2 stages \`csv\`, in lines 6 and 7

            | --set csv.path=c
            |       ^^^
            = write an \`id:\` beside the stage, and use that
      "
    `);
    const ids = pipelineOf(...UPSTREAM, '- mask', '- { csv: { path: a }, id: one }', '- { csv: { path: b }, id: two }');
    expect(await problemsWith(['csv.path=c'], ids)).toContain('= use an id: `one` or `two`');
  });

  it('must not be in several documents', async () => {
    const both = `name: a\n${TEXT}---\nname: b\n${TEXT.replace('out.csv', 'other.csv')}`;
    expect(await problemsWith(['mask.method=none'], both)).toContain('p.yaml has 2 stages `mask`, in lines 6 and 14');
  });

  it('must be there', async () => {
    expect(await problemsWith(['maks.method=none', 'parquet.path=x'])).toMatchInlineSnapshot(`
      "
      error unknown-stage p.yaml has no stage \`maks\`

            | --set maks.method=none
            |       ^^^^
            = did you mean \`mask\`?

      error unknown-stage p.yaml has no stage \`parquet\`

            | --set parquet.path=x
            |       ^^^^^^^
            = it has \`backups\`, \`sql-dump\`, \`machine-events\`, \`mask\` and \`csv\`
      "
    `);
  });
});

describe('mistakes', () => {
  it('in the option are told as such', async () => {
    expect(await problemsWith(['mask.metod=none', 'csv.path=1', 'mask.method=nne'])).toMatchInlineSnapshot(`
      "
      error invalid-option mask.method: expected \`sha2-salted\` or \`none\`, found the text "nne"

            | --set mask.method=nne
            |                   ^^^
            = did you mean \`none\`?

      error unknown-option mask has no option \`metod\`

            | --set mask.metod=none
            |            ^^^^^
            = did you mean \`method\`?

      error invalid-option csv.path: expected text, found the number 1

            | --set csv.path=1
            |                ^
            = put it in quotes: "1"
      "
    `);
  });

  it('in the form', async () => {
    expect(
      await problemsWith(['csv', 'csv.path', 'csv=x', '.path=x', 'csv.=x', 'csv..path=x', 'mask.fields=[a']),
    ).toMatchInlineSnapshot(`
      "
      error bad-override expected \`--set stage.option=value\`

            | --set csv
            |       ^^^
            = for example \`--set csv.path=-\`

      error bad-override expected \`--set stage.option=value\`

            | --set csv.path
            |       ^^^^^^^^
            = for example \`--set csv.path=-\`

      error bad-override expected \`--set stage.option=value\`

            | --set csv=•••
            |       ^^^
            = for example \`--set csv.path=-\`

      error bad-override expected \`--set stage.option=value\`

            | --set .path=•••
            |       ^^^^^
            = for example \`--set csv.path=-\`

      error bad-override expected \`--set stage.option=value\`

            | --set csv.=•••
            |       ^^^^
            = for example \`--set csv.path=-\`

      error bad-override expected \`--set stage.option=value\`

            | --set csv..path=•••
            |       ^^^^^^^^^
            = for example \`--set csv.path=-\`

      error bad-override the value is not YAML

            | --set mask.fields=[a
            |                   ^^
            = in a shell, put single quotes around all of it
      "
    `);
  });

  it('of a path through a list', async () => {
    expect(await problemsWith(['mask.fields.0=x'])).toContain('`fields.0` goes through a list');
  });

  it('make the exit code that of bad usage', async () => {
    const { problems } = await load(TEXT, { overrides: ['nope.x=1', 'mask.metod=none', 'csv', 'mask.salt=hush'] });
    expect(problems.map(({ exitCode }) => exitCode)).toEqual([64, 64, 64, 64]);
  });

  it('are not looked for in a file that cannot be read', async () => {
    expect(await problemsWith(['nope.x=1'], 'stages: [\n')).not.toContain('nope');
  });
});

describe('secrets', () => {
  it('are refused and not shown', async () => {
    const problems = await problemsWith([
      'mask.salt=hush-hush',
      'mask.server.password=hush-hush',
      'mask.server={ password: hush-hush }',
    ]);
    expect(problems).not.toContain('hush-hush');
    expect(problems).toMatchInlineSnapshot(`
      "
      error secret-override \`salt\` of mask is secret, and others can read a command line

            | --set mask.salt=•••
            |            ^^^^
            = write it in p.yaml as "\${VARIABLE}" or "\${file:PATH}"

      error secret-override \`server.password\` of mask is secret, and others can read a command line

            | --set mask.server.password=•••
            |            ^^^^^^^^^^^^^^^
            = write it in p.yaml as "\${VARIABLE}" or "\${file:PATH}"

      error secret-override \`server\` of mask is secret, and others can read a command line

            | --set mask.server=•••
            |            ^^^^^^
            = write it in p.yaml as "\${VARIABLE}" or "\${file:PATH}"
      "
    `);
  });

  it('are not shown when misspelt or misplaced', async () => {
    const overrides = [
      'mask.slat=hush-hush',
      'csv.salt=hush-hush',
      'salt=hush-hush',
      'nope.salt=hush-hush',
      'csv.path={salt: hush-hush}',
    ];
    const problems = await problemsWith(overrides);
    expect(problems.match(/^error /gm)).toHaveLength(overrides.length);
    expect(problems).not.toContain('hush-hush');
  });
});
