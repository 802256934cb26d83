import { describe, expect, it } from 'vitest';
import { load, pipelineOf, problemsOf, UPSTREAM } from '../../support/load.ts';

const withNotes = [...UPSTREAM.slice(0, 2), '- machine-events: { cloud: vm, notes: true }'];

describe('what may not reach a sink', () => {
  it('identifiers in the clear', async () =>
    expect(await problemsOf(pipelineOf(...UPSTREAM, '- csv'))).toMatchInlineSnapshot(`
      "
      p.yaml:5:5 error unmasked-identifier HOST and PROPERTIES.rack would reach csv in the clear

          5 |   - csv
            |     ^^^
            = put \`- mask\` before it, or \`- mask: { method: none }\` to publish them in the clear
      "
    `));
  it('any sink, in any branch', async () => {
    const problems = await problemsOf(
      pipelineOf(...UPSTREAM, '- branch: { a: [csv, jsonl: { path: x }], b: [mask, csv: { path: y }] }'),
    );
    expect(problems.match(/ error (\S+) .* reach (\S+)/g)).toHaveLength(2);
  });
  it('those that a mask leaves out', async () =>
    expect(await problemsOf(pipelineOf(...UPSTREAM, '- mask: { fields: [HOST] }', '- csv'))).toMatchInlineSnapshot(`
      "
      p.yaml:6:5 error unmasked-identifier PROPERTIES.rack would reach csv in the clear

          6 |   - csv
            |     ^^^
            = mask leaves them as they are: name them in its \`fields\` or \`ordered\`
      "
    `));
  it('free text', async () =>
    expect(await problemsOf(pipelineOf(...withNotes, '- csv'))).toMatchInlineSnapshot(`
      "
      p.yaml:5:5 error unmasked-identifier HOST and PROPERTIES.rack would reach csv in the clear

          5 |   - csv
            |     ^^^
            = put \`- mask\` before it, or \`- mask: { method: none }\` to publish them in the clear

      p.yaml:5:5 error free-text NOTE may hold anything, and would reach csv

          5 |   - csv
            |     ^^^
            = leave out what nobody needs, \`- drop: { fields: [NOTE] }\`, or name it in the \`fields\` of mask
      "
    `));
  it('free text that a mask leaves', async () => {
    expect(
      await problemsOf(pipelineOf(...withNotes, '- mask: { fields: [HOST, rack] }', '- csv')),
    ).toMatchInlineSnapshot(`
      "
      p.yaml:6:5 error free-text NOTE may hold anything, and would reach csv

          6 |   - csv
            |     ^^^
            = leave out what nobody needs, \`- drop: { fields: [NOTE] }\`, or name it in the \`fields\` of mask
      "
    `);
  });
});

describe('what may', () => {
  it('is masked', async () => expect((await load(pipelineOf(...UPSTREAM, '- mask', '- csv'))).problems).toEqual([]));
  it('is wanted in the clear', async () => {
    expect((await load(pipelineOf(...UPSTREAM, '- mask: { method: none }', '- csv'))).problems).toEqual([]);
  });
});
