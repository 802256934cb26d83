import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { load, pipelineOf, problemsOf, UPSTREAM } from '../../support/load.ts';

const STAGES = pipelineOf(...UPSTREAM, '- mask', '- csv');
const other = (path: string) => pipelineOf(...UPSTREAM, '- mask', `- csv: { path: ${path} }`);

describe('the keys of a pipeline', () => {
  it('have defaults', async () => {
    const { pipelines, problems } = await load(STAGES);
    expect(problems).toEqual([]);
    expect(pipelines).toMatchObject([
      { name: 'p', file: '/etc/pipes/p.yaml', epoch: 1_442_448_000_000_000, manifest: undefined },
    ]);
  });

  it('are named by the file', async () => {
    const nameFor = async (file: string) => (await load(STAGES, {}, file)).pipelines[0]?.name;
    expect(await nameFor('a/b.c.yml')).toBe('b.c');
    expect(await nameFor('a/B.YAML')).toBe('B');
    expect(await nameFor('pipes')).toBe('pipes');
    expect(await nameFor('.yaml')).toBe('pipeline');
  });

  it('are read', async () => {
    const keys = 'name: KVM machines\nepoch: 2020-01-02 03:04:05.000006\nmanifest: out/m.json\n';
    const { pipelines } = await load(keys + STAGES);
    expect(pipelines).toMatchObject([
      { name: 'KVM machines', epoch: 1_577_934_245_000_006, manifest: '/etc/pipes/out/m.json' },
    ]);
    expect((await load(`manifest: false\n${STAGES}`)).pipelines).toMatchObject([{ manifest: false }]);
    expect((await load(`epoch: \${E}\n${STAGES}`, { env: { E: '1970-01-01' } })).pipelines).toMatchObject([
      { epoch: 0 },
    ]);
  });

  it('are no others, and of their types', async () => {
    expect(
      await problemsOf(`nmae: a\nversion: 2\ncsv: {}\nepoch: 2015\nmanifest: true\n${STAGES}`),
    ).toMatchInlineSnapshot(`
      "
      p.yaml:1:1 error unknown-key a pipeline has no key \`nmae\`

          1 | nmae: a
            | ^^^^
            = did you mean \`name\`?

      p.yaml:2:1 error unknown-key a pipeline has no key \`version\`

          2 | version: 2
            | ^^^^^^^
            = it has \`name\`, \`epoch\`, \`stages\` and \`manifest\`

      p.yaml:3:1 error unknown-key a pipeline has no key \`csv\`

          3 | csv: {}
            | ^^^
            = it has \`name\`, \`epoch\`, \`stages\` and \`manifest\`

      p.yaml:4:8 error invalid-key epoch: expected a time such as 2015-09-17T00:00:00Z, found the number 2015

          4 | epoch: 2015
            |        ^^^^

      p.yaml:5:11 error invalid-key manifest: expected text or \`false\`, found true

          5 | manifest: true
            |           ^^^^
      "
    `);
    expect(await problemsOf(`name: ''\nepoch: yesterday\n${STAGES}`)).toMatchInlineSnapshot(`
      "
      p.yaml:1:7 error invalid-key name: expected text that is not empty, found empty text

          1 | name: ''
            |       ^^

      p.yaml:2:8 error invalid-key epoch: expected a time such as 2015-09-17T00:00:00Z, found the text "yesterday"

          2 | epoch: yesterday
            |        ^^^^^^^^^
      "
    `);
    expect(await problemsOf('name: x\n')).toMatchInlineSnapshot(`
      "
      p.yaml:1:1 error missing-key a pipeline needs the key \`stages\`

          1 | name: x
            | ^
            = \`stages:\` is a list. What the data goes through, from top to bottom: a source, then transforms, then one or more sinks.
      "
    `);
    expect(await problemsOf('stages:\n  backups: { path: x }\n  csv:\n')).toMatchInlineSnapshot(`
      "
      p.yaml:2:3 error invalid-key stages: expected a list, found a map

          2 |   backups: { path: x }
            |   ^^^^^^^^^^^^^^^^^^^^
            = start every entry with \`- \`
      "
    `);
    expect(await problemsOf('stages:\n')).toMatchInlineSnapshot(`
      "
      p.yaml:1:1 error invalid-key stages: expected a list, found nothing

          1 | stages:
            | ^^^^^^
      "
    `);
    expect(await problemsOf('stages: []\n')).toMatchInlineSnapshot(`
      "
      p.yaml:1:9 error invalid-key stages: expected at least one entry, found an empty list

          1 | stages: []
            |         ^^
      "
    `);
  });
});

describe('what is no pipeline', () => {
  it('an empty file', async () =>
    expect(await problemsOf('')).toMatchInlineSnapshot(`
    "
    p.yaml:1:1 error empty-file p.yaml is empty

        1 |
          | ^
          = a pipeline needs at least \`stages:\`
    "
  `));
  it('only comments', async () =>
    expect(await problemsOf('\n# nothing yet\n')).toMatchInlineSnapshot(`
    "
    p.yaml:1:1 error empty-file p.yaml is empty

        1 |
          | ^
          = a pipeline needs at least \`stages:\`
    "
  `));
  it('a list', async () =>
    expect(await problemsOf('- backups: { path: x }\n- csv\n')).toMatchInlineSnapshot(`
    "
    p.yaml:1:1 error not-a-pipeline expected a pipeline, found a list

        1 | - backups: { path: x }
          | ^
          = put \`stages:\` above the list
    "
  `));
  it('a word', async () =>
    expect(await problemsOf('pipeline\n')).toMatchInlineSnapshot(`
    "
    p.yaml:1:1 error not-a-pipeline expected a pipeline, found the text "pipeline"

        1 | pipeline
          | ^
          = a pipeline is a map with the key \`stages\`
    "
  `));
  it('an empty document', async () =>
    expect(await problemsOf(`${STAGES}---\n`)).toMatchInlineSnapshot(`
    "
    p.yaml:7:1 error empty-document expected a pipeline, found nothing

        7 | ---
          | ^
          = remove the \`---\`, or write the pipeline below it
    "
  `));
  it('a byte order mark is none of its problem', async () => {
    expect((await load(`\uFEFF${STAGES}`)).problems).toEqual([]);
    expect(await problemsOf('\uFEFFx: 1\n')).toContain('p.yaml:1:1 error missing-key');
  });
});

describe('several documents', () => {
  it('are several pipelines, named by their place', async () => {
    const text = [STAGES, other('b'), `name: own\n${other('c')}`, other('d')].join('---\n');
    const { pipelines, problems } = await load(text);
    expect(problems).toEqual([]);
    expect(pipelines.map(({ name }) => name)).toEqual(['p', 'p-2', 'own', 'p-4']);
    expect(pipelines[1]?.chain.sinks[0]?.location).toMatchObject({ line: 13 });
  });

  it('differ in name', async () => {
    expect(await problemsOf(`name: a\n${STAGES}---\nname: a\n${other('b')}`)).toMatchInlineSnapshot(`
      "
      p.yaml:9:7 error duplicate-name the pipeline in line 1 is called \`a\` already

          9 | name: a
            |       ^
            = give every pipeline of a file its own \`name:\`
      "
    `);
    const env = { N: 'hush-hush' };
    expect(await problemsOf(`name: \${N}\n${STAGES}---\nname: \${N}\n${other('b')}`, { env })).toContain(
      'is called `${N}` already',
    );
    expect(await problemsOf(`name: p-2\n${STAGES}---\n${other('b')}`)).toContain('p.yaml:9:1 error duplicate-name');
  });

  it('are all checked', async () => {
    const problems = await problemsOf(`${STAGES}---\nstages: [\n---\n${other('b').replace('mask', 'maks')}`);
    expect(problems.match(/ error \S+/g)).toEqual([' error yaml-syntax', ' error unknown-stage']);
  });

  it('give nothing when one of them is wrong', async () => {
    expect((await load(`${STAGES}---\nstages: []\n`)).pipelines).toEqual([]);
  });
});

describe('any text at all', () => {
  const word = fc.constantFrom(
    'stages',
    'backups',
    'csv',
    'mask',
    'machine-events',
    'sql-dump',
    'branch',
    'id',
    'path',
    'name',
    'epoch',
    'salt',
    'cloud',
    '${A}',
    '-',
    'merge',
  );
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      word,
      fc.constantFrom(null, 5, true),
      tie('list'),
      tie('map'),
    ),
    list: fc.array(tie('tree'), { maxLength: 4 }),
    map: fc.dictionary(word, tie('tree'), { maxKeys: 4 }),
  }));

  it('is either a pipeline or a list of problems, never a failure', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          tree,
          fc.array(tree).map((stages) => ({ stages })),
        ),
        async (value) => {
          const { pipelines, problems } = await load(JSON.stringify(value));
          expect(pipelines.length > 0).toBe(problems.length === 0);
          for (const { code, message, location, excerpt } of problems) {
            expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
            expect(code).not.toBe('bug');
            expect(message).toMatch(/^[^\n]+$/);
            expect(location.line).toBeGreaterThan(0);
            expect(excerpt!.start + excerpt!.width).toBeLessThanOrEqual(Math.max(1, excerpt!.text.length + 1));
          }
        },
      ),
      { numRuns: 100 },
    );
  });
});
