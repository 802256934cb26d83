import { describe, expect, it } from 'vitest';
import { fakeCatalog } from '../../support/fake-stages.ts';
import { pipelineOf, problemsOf, UPSTREAM } from '../../support/load.ts';

const SOURCE = '- backups: { path: b.sql }';

describe('problems of types', () => {
  it('a step left out', async () =>
    expect(
      await problemsOf(pipelineOf(SOURCE, '- machine-events: { cloud: vm }', '- mask', '- csv')),
    ).toMatchInlineSnapshot(`
      "
      p.yaml:3:5 error type-mismatch machine-events takes table rows or audit rows, but backups gives bytes

          3 |   - machine-events: { cloud: vm }
            |     ^^^^^^^^^^^^^^
            = put \`sql-dump\` between them
      "
    `));
  it('two steps left out', async () =>
    expect(await problemsOf(pipelineOf(SOURCE, '- csv'))).toMatchInlineSnapshot(`
    "
    p.yaml:3:5 error type-mismatch csv takes records, but backups gives bytes

        3 |   - csv
          |     ^^^
          = put \`sql-dump\` and then \`machine-events\` between them
    "
  `));
  it('the wrong order', async () =>
    expect(
      await problemsOf(pipelineOf(SOURCE, '- sql-dump', '- mask', '- machine-events: { cloud: vm }', '- csv')),
    ).toMatchInlineSnapshot(`
      "
      p.yaml:4:5 error type-mismatch mask takes records, but sql-dump gives table rows

          4 |   - mask
            |     ^^^^
            = put \`machine-events\` between them

      p.yaml:5:5 error type-mismatch machine-events takes table rows or audit rows, but mask gives records

          5 |   - machine-events: { cloud: vm }
            |     ^^^^^^^^^^^^^^
            = move machine-events up, to where table rows or audit rows come down

      p.yaml:6:5 error unmasked-identifier HOST and PROPERTIES.rack would reach csv in the clear

          6 |   - csv
            |     ^^^
            = put \`- mask\` before it, or \`- mask: { method: none }\` to publish them in the clear
      "
    `));
  it('no way back', async () =>
    expect(await problemsOf(pipelineOf(...UPSTREAM, '- mask', '- sql-dump', '- csv'))).toMatchInlineSnapshot(`
      "
      p.yaml:6:5 error type-mismatch sql-dump takes bytes, but mask gives machine-event records

          6 |   - sql-dump
            |     ^^^^^^^^
            = move sql-dump up, to where bytes come down

      p.yaml:7:5 error type-mismatch csv takes records, but sql-dump gives table rows

          7 |   - csv
            |     ^^^
            = put \`machine-events\` between them
      "
    `));
  it('bytes to a branch', async () =>
    expect(
      await problemsOf(pipelineOf(SOURCE, '- branch: { a: [sql-dump, machine-events: { cloud: vm }, mask, csv] }')),
    ).toMatchInlineSnapshot(`
      "
      p.yaml:3:5 error type-mismatch a branch takes table rows or records, but backups gives bytes

          3 |   - branch: { a: [sql-dump, machine-events: { cloud: vm }, mask, csv] }
            |     ^^^^^^
            = put \`sql-dump\` between them
      "
    `));

  it('audit rows go where they are taken, and nowhere else', async () => {
    const audit = { ...(await fakeCatalog.load('backups'))!, name: 'audit', gives: 'audit' } as never;
    const catalog = {
      names: () => [...fakeCatalog.names(), 'audit'],
      load: async (name: string) => (name === 'audit' ? audit : fakeCatalog.load(name)),
    };
    expect(
      await problemsOf(pipelineOf('- audit: { path: x }', '- machine-events: { cloud: vm }', '- mask', '- csv'), {
        catalog,
      }),
    ).toBe('\n');
    expect(await problemsOf(pipelineOf('- audit: { path: x }', '- mask', '- csv'), { catalog })).toContain(
      'mask takes records, but audit gives audit rows',
    );
  });

  it('what a stage itself refuses', async () =>
    expect(await problemsOf(pipelineOf(...UPSTREAM, '- mask: { fields: [RACK] }', '- csv'))).toMatchInlineSnapshot(`
      "
      p.yaml:5:5 error unknown-field machine-event has no field RACK

          5 |   - mask: { fields: [RACK] }
            |     ^^^^
            = choose another
      "
    `));

  it('nothing more where options are wrong', async () => {
    const problems = await problemsOf(
      pipelineOf(SOURCE, '- sql-dump', '- machine-events', '- mask: { fields: [RACK] }', '- csv'),
    );
    expect(problems.match(/ error (\S+)/g)).toEqual([' error missing-option']);
  });

  it('are told together with all others', async () => {
    const problems = await problemsOf(
      pipelineOf('- backups', '- machine-events: { cloud: moon }', '- csv: { pth: x }', '- mask: { salt: "${NOPE}" }'),
    );
    expect(problems.match(/ error (\S+)/g)).toEqual([
      ' error missing-option',
      ' error type-mismatch',
      ' error invalid-option',
      ' error misplaced-sink',
      ' error unknown-option',
      ' error no-sink',
      ' error unset-variable',
    ]);
  });
});
