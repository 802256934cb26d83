import { describe, expect, it } from 'vitest';
import { pipelineOf, problemsOf, UPSTREAM } from '../../support/load.ts';

const SOURCE = '- backups: { path: b.sql }';

describe('problems of order', () => {
  it('no source', async () =>
    expect(
      await problemsOf(pipelineOf('- sql-dump', '- machine-events: { cloud: vm }', '- mask', '- csv')),
    ).toMatchInlineSnapshot(`
      "
      p.yaml:2:5 error no-source a pipeline starts with a source, but sql-dump takes bytes

          2 |   - sql-dump
            |     ^^^^^^^^
            = put a source above it, e.g. \`- backups: { path: … }\`
      "
    `));
  it('a sink alone', async () =>
    expect(await problemsOf(pipelineOf('- csv'))).toMatchInlineSnapshot(`
    "
    p.yaml:2:5 error no-source a pipeline starts with a source, but csv takes records

        2 |   - csv
          |     ^^^
          = put a source above it, e.g. \`- backups: { path: … }\`
    "
  `));
  it('a branch first', async () =>
    expect(await problemsOf(pipelineOf('- branch: { a: [csv] }'))).toContain(
      'a pipeline starts with a source, but a branch stands first',
    ));
  it('a source later', async () =>
    expect(
      await problemsOf(pipelineOf(SOURCE, SOURCE, '- sql-dump', '- machine-events: { cloud: vm }', '- mask', '- csv')),
    ).toMatchInlineSnapshot(`
      "
      p.yaml:3:5 error misplaced-source backups is a source and can only come first

          3 |   - backups: { path: b.sql }
            |     ^^^^^^^
            = write a pipeline of its own for it, as another document of this file (\`---\`)
      "
    `));
  it('a source in a branch', async () =>
    expect(await problemsOf(pipelineOf(...UPSTREAM, `- branch: { a: [backups: { path: x }, csv] }`))).toContain(
      'misplaced-source',
    ));
  it('no sink', async () =>
    expect(await problemsOf(pipelineOf(...UPSTREAM, '- mask'))).toMatchInlineSnapshot(`
    "
    p.yaml:5:5 error no-sink nothing takes what mask gives

        5 |   - mask
          |     ^^^^
          = end the pipeline with a sink, e.g. \`- csv\` to write to standard output
    "
  `));
  it('no sink in a branch', async () =>
    expect(await problemsOf(pipelineOf(...UPSTREAM, '- branch: { a: [mask], b: [] }'))).toMatchInlineSnapshot(`
      "
      p.yaml:5:19 error no-sink nothing takes what mask gives

          5 |   - branch: { a: [mask], b: [] }
            |                   ^^^^
            = end the branch \`a\` with a sink, e.g. \`- csv\` to write to standard output

      p.yaml:5:26 error no-sink the branch \`b\` has no stages

          5 |   - branch: { a: [mask], b: [] }
            |                          ^
            = end it with a sink, e.g. \`- csv\`
      "
    `));
  it('a sink above a transform', async () =>
    expect(await problemsOf(pipelineOf(...UPSTREAM, '- csv', '- mask', '- jsonl: { path: x }'))).toMatchInlineSnapshot(`
      "
      p.yaml:5:5 error misplaced-sink csv is a sink and gives nothing, but mask follows it

          5 |   - csv
            |     ^^^
            = move it below mask

      p.yaml:5:5 error unmasked-identifier HOST and PROPERTIES.rack would reach csv in the clear

          5 |   - csv
            |     ^^^
            = put \`- mask\` before it, or \`- mask: { method: none }\` to publish them in the clear
      "
    `));
  it('a sink above a branch', async () =>
    expect(
      await problemsOf(pipelineOf(...UPSTREAM, '- mask', '- csv', '- branch: { a: [jsonl: { path: x }] }')),
    ).toMatchInlineSnapshot(`
      "
      p.yaml:6:5 error misplaced-sink csv is a sink and gives nothing, but a branch follows it

          6 |   - csv
            |     ^^^
            = put it into a branch of its own
      "
    `));
  it('a branch that is not last', async () =>
    expect(
      await problemsOf(pipelineOf(...UPSTREAM, '- mask', '- branch: { a: [csv] }', '- jsonl: { path: x }')),
    ).toMatchInlineSnapshot(`
      "
      p.yaml:6:5 error misplaced-branch a branch ends its list, but jsonl follows it

          6 |   - branch: { a: [csv] }
            |     ^^^^^^
            = move it to the end, or what follows into its branches
      "
    `));
  it('nothing about a stage that nobody knows', async () => {
    expect(
      (
        await problemsOf(pipelineOf('- sourc', '- sql-dump', '- machine-events: { cloud: vm }', '- mask', '- sinkk'))
      ).match(/ error (\S+)/g),
    ).toEqual([' error unknown-stage', ' error unknown-stage']);
  });
});
