import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { catalogOf, fakeCatalog } from '../../support/fake-stages.ts';
import { optionProblems, pipelineOf, problemsOf, UPSTREAM } from '../../support/load.ts';

const events = (options: string) =>
  problemsOf(pipelineOf(...UPSTREAM.slice(0, 2), `- machine-events: ${options}`, '- mask', '- csv'));
const mask = (options: string, env: Record<string, string> = {}) =>
  problemsOf(pipelineOf(...UPSTREAM, `- mask: ${options}`, '- csv'), { env });

describe('issues of options', () => {
  it('a missing one', async () =>
    expect(await events('{}')).toMatchInlineSnapshot(`
    "
    p.yaml:4:5 error missing-option machine-events needs the option \`cloud\`

        4 |   - machine-events: {}
          |     ^^^^^^^^^^^^^^
          = \`cloud:\` is \`vm\` or \`baremetal\`. What the machines are.
    "
  `));
  it('a missing one further in', async () =>
    expect(await events('{ cloud: vm, rack: { group: 1 } }')).toMatchInlineSnapshot(`
      "
      p.yaml:4:34 error missing-option machine-events.rack needs the option \`regex\`

          4 |   - machine-events: { cloud: vm, rack: { group: 1 } }
            |                                  ^^^^
            = \`regex:\` is text. What.
      "
    `));
  it('unknown ones, each at its own key', async () =>
    expect(await events('{ clud: vm, rak: {}, nonsense: 1 }')).toMatchInlineSnapshot(`
      "
      p.yaml:4:23 error unknown-option machine-events has no option \`clud\`

          4 |   - machine-events: { clud: vm, rak: {}, nonsense: 1 }
            |                       ^^^^
            = did you mean \`cloud\`?

      p.yaml:4:33 error unknown-option machine-events has no option \`rak\`

          4 |   - machine-events: { clud: vm, rak: {}, nonsense: 1 }
            |                                 ^^^
            = did you mean \`rack\`?

      p.yaml:4:42 error unknown-option machine-events has no option \`nonsense\`

          4 |   - machine-events: { clud: vm, rak: {}, nonsense: 1 }
            |                                          ^^^^^^^^
            = it has \`cloud\`, \`databases\`, \`rack\` and \`notes\`
      "
    `));
  it('unknown ones further in', async () =>
    expect(await events('{ cloud: vm, rack: { regex: a, grup: 1 } }')).toMatchInlineSnapshot(`
      "
      p.yaml:4:52 error unknown-option machine-events.rack has no option \`grup\`

          4 |   - machine-events: { cloud: vm, rack: { regex: a, grup: 1 } }
            |                                                    ^^^^
            = did you mean \`group\`?
      "
    `));
  it('one of a wrong type', async () =>
    expect(await events('{ cloud: [vm], rack: 5, notes: "yes" }')).toMatchInlineSnapshot(`
      "
      p.yaml:4:30 error invalid-option machine-events.cloud: expected \`vm\` or \`baremetal\`, found a list

          4 |   - machine-events: { cloud: [vm], rack: 5, notes: "yes" }
            |                              ^^^^

      p.yaml:4:42 error invalid-option machine-events.rack: expected a map, found the number 5

          4 |   - machine-events: { cloud: [vm], rack: 5, notes: "yes" }
            |                                          ^
            = write \`rack: { regex: … }\`

      p.yaml:4:52 error invalid-option machine-events.notes: expected \`true\` or \`false\`, found the text "yes"

          4 |   - machine-events: { cloud: [vm], rack: 5, notes: "yes" }
            |                                                    ^^^^^
            = leave the quotes away
      "
    `));
  it('one without a value', async () =>
    expect(await events('{ cloud: , notes: }')).toMatchInlineSnapshot(`
    "
    p.yaml:4:23 error invalid-option machine-events.cloud: expected \`vm\` or \`baremetal\`, found nothing

        4 |   - machine-events: { cloud: , notes: }
          |                       ^^^^^

    p.yaml:4:32 error invalid-option machine-events.notes: expected \`true\` or \`false\`, found nothing

        4 |   - machine-events: { cloud: , notes: }
          |                                ^^^^^
    "
  `));
  it('no such choice', async () =>
    expect(await events('{ cloud: baremetall }')).toMatchInlineSnapshot(`
    "
    p.yaml:4:30 error invalid-option machine-events.cloud: expected \`vm\` or \`baremetal\`, found the text "baremetall"

        4 |   - machine-events: { cloud: baremetall }
          |                              ^^^^^^^^^^
          = did you mean \`baremetal\`?
    "
  `));
  it('a value of neither type', async () =>
    expect(await events('{ cloud: vm, databases: 5 }')).toMatchInlineSnapshot(`
      "
      p.yaml:4:45 error invalid-option machine-events.databases: expected a list or a map, found the number 5

          4 |   - machine-events: { cloud: vm, databases: 5 }
            |                                             ^
      "
    `));
  it('a wrong value inside the type that was meant', async () => {
    expect(await events('{ cloud: vm, databases: [a, 5] }')).toMatchInlineSnapshot(`
      "
      p.yaml:4:49 error invalid-option machine-events.databases.1: expected text, found the number 5

          4 |   - machine-events: { cloud: vm, databases: [a, 5] }
            |                                                 ^
            = put it in quotes: "5"
      "
    `);
    expect(await events('{ cloud: vm, databases: { nova: a, irnic: b } }')).toMatchInlineSnapshot(`
      "
      p.yaml:4:56 error unknown-option machine-events.databases has no option \`irnic\`

          4 |   - machine-events: { cloud: vm, databases: { nova: a, irnic: b } }
            |                                                        ^^^^^
            = did you mean \`ironic\`?
      "
    `);
  });
  it("the author's own words", async () =>
    expect(await events('{ cloud: vm, rack: { regex: (a) } }')).toMatchInlineSnapshot(`
      "
      p.yaml:4:49 error invalid-option machine-events.rack.regex: expected a regex without groups, found the text "(a)"

          4 |   - machine-events: { cloud: vm, rack: { regex: (a) } }
            |                                                 ^^^
      "
    `));
  it('a number where text is wanted', async () =>
    expect(await events('{ cloud: vm, rack: { regex: 12 } }')).toMatchInlineSnapshot(`
      "
      p.yaml:4:49 error invalid-option machine-events.rack.regex: expected text, found the number 12

          4 |   - machine-events: { cloud: vm, rack: { regex: 12 } }
            |                                                 ^^
            = put it in quotes: "12"
      "
    `));
  it('text where a number is wanted', async () =>
    expect(await events('{ cloud: vm, rack: { regex: a, group: "1" } }')).toMatchInlineSnapshot(`
      "
      p.yaml:4:59 error invalid-option machine-events.rack.group: expected a whole number, found the text "1"

          4 |   - machine-events: { cloud: vm, rack: { regex: a, group: "1" } }
            |                                                           ^^^
            = leave the quotes away
      "
    `));
  it('a fraction where a whole number is wanted', async () =>
    expect(await events('{ cloud: vm, rack: { regex: a, group: 1.5 } }')).toContain(
      'rack.group: expected a whole number, found the number 1.5',
    ));
  it('a list for all options', async () =>
    expect(await events('[cloud, vm]')).toMatchInlineSnapshot(`
      "
      p.yaml:4:21 error invalid-option machine-events: expected a map, found a list

          4 |   - machine-events: [cloud, vm]
            |                     ^^^^^^^^^^^
            = write \`machine-events: { cloud: … }\`
      "
    `));
});

describe('a schema that fails', () => {
  it('is told as a bug, and ends nothing', async () => {
    const schema = z.strictObject({ a: z.string().transform(() => JSON.parse('{')) });
    const stage = { ...(await fakeCatalog.load('csv'))!, name: 'try', options: schema } as never;
    const problems = await problemsOf(pipelineOf('- try: { a: x }'), { catalog: catalogOf([stage]) });
    expect(problems).toContain('p.yaml:2:5 error bug unexpected:');
  });
});

describe('values from the environment', () => {
  it('are not quoted', async () => {
    const env = { A: 'hush-hush', N: '12345678' };
    const shown = [
      await mask('\n      method: ${A}', env),
      await mask('\n      fields: ${A}', env),
      await mask('\n      fields: [HOST, rack, "${A}"]', env),
      await problemsOf(
        pipelineOf(...UPSTREAM, '- mask', '- csv: { path: "${A}", compress: "${A}" }', '- jsonl:', '    path: ${N}'),
        { env },
      ),
    ].join('\n');
    expect(shown).not.toMatch(/hush|12345678/);
    expect(shown).toMatchInlineSnapshot(`
      "
      p.yaml:6:15 error invalid-option mask.method: expected \`sha2-salted\` or \`none\`, found text (from \${A})

          6 |       method: \${A}
            |               ^^^^


      p.yaml:6:15 error invalid-option mask.fields: expected a list, found text (from \${A})

          6 |       fields: \${A}
            |               ^^^^


      p.yaml:5:5 error unknown-field machine-event has no field \${A}

          5 |   - mask:
            |     ^^^^
            = choose another


      p.yaml:6:36 error invalid-option csv.compress: expected \`none\`, \`gz\` or \`zst\`, found text (from \${A})

          6 |   - csv: { path: "\${A}", compress: "\${A}" }
            |                                    ^^^^^^

      p.yaml:8:13 error invalid-option jsonl.path: expected text, found a number (from \${N})

          8 |       path: \${N}
            |             ^^^^
            = put it in quotes: "\${N}"
      "
    `);
  });

  it('keep a type of their own', async () => {
    expect(await mask('\n      server: { password: x, port: "${P}" }', { P: '80' })).toContain('leave the quotes away');
    expect(await mask('\n      server:\n        password: x\n        port: ${P}', { P: '80' })).toBe('\n');
  });

  it('that are missing make no further trouble', async () => {
    const problems = await mask(
      '\n      method: ${NOPE}\n      fields: [HOST, rack, "${NOPE}"]\n      server: ${NOPE}',
    );
    expect(problems.match(/ error (\S+)/g)).toEqual([
      ' error unset-variable',
      ' error unset-variable',
      ' error unset-variable',
    ]);
  });
});

describe('secrets', () => {
  const SECRET = 'hush-hush-hush';

  it.each([
    `{ salt: ${SECRET}, nonsense: 1 }`,
    `{ slat: ${SECRET} }`,
    `{ salt: [${SECRET}] }`,
    `{ salt: { a: ${SECRET} } }`,
    `{ server: { password: ${SECRET}, port: x } }`,
    `{ server: { pasword: ${SECRET} } }`,
    `{ server: { password: [${SECRET}] } }`,
    `{ method: nne, salt: "${SECRET}" }`,
    `{ salt: *${SECRET} }`,
    SECRET,
    `[${SECRET}]`,
    `[{ salt: ${SECRET} }]`,
  ])('are not shown in %s', async (written) => {
    const problems = await mask(written);
    expect(problems).toContain(' error ');
    expect(problems).not.toContain(SECRET);
  });

  it('are not shown where they do not belong', async () => {
    const texts = [
      `salt: ${SECRET}\n${pipelineOf(...UPSTREAM, '- mask', '- csv')}`,
      pipelineOf(...UPSTREAM, `- msak: { salt: ${SECRET} }`, '- csv'),
      pipelineOf(...UPSTREAM, '- mask:', `  salt: ${SECRET}`, '- csv'),
      pipelineOf(...UPSTREAM, `- mask: { method: none }`, `- csv: { salt: ${SECRET} }`),
      pipelineOf(...UPSTREAM, `- salt: ${SECRET}`, '- csv'),
      pipelineOf(...UPSTREAM, '- mask: &m', '    salt: |', `      ${SECRET}`, '    nonsense: 1', '- csv'),
    ];
    for (const text of texts) {
      const problems = await problemsOf(text);
      expect(problems).toContain(' error ');
      expect(problems).not.toContain(SECRET);
    }
  });

  it('are not shown where they stand a second time', async () => {
    const twice = pipelineOf(
      ...UPSTREAM,
      `- mask: { salt: &s ${SECRET}, method: *s, fields: [${SECRET}], nonsense: 1 } # ${SECRET}`,
      '- csv: { compress: *s }',
    );
    const problems = await problemsOf(twice);
    expect(problems.match(/ error /g)).toHaveLength(3);
    expect(problems).not.toContain(SECRET);
  });

  it('are not shown whatever their option is called, and however they are spelt', async () => {
    const schema = z.strictObject({ connection: z.string().meta({ secret: true }), other: z.int().optional() });
    const stage = { ...(await fakeCatalog.load('csv'))!, name: 'try', options: schema } as never;
    const shown = (...lines: string[]) => problemsOf(pipelineOf('- try:', ...lines), { catalog: catalogOf([stage]) });
    expect(await shown('    { connection: "hu\\x73h-hush", other: x }')).not.toContain('h-hush');
    expect(await shown('    { connection: abc, other: x }')).not.toContain('abc');
    expect(await shown('    { conection: hush-hush, other: x }')).not.toContain('hush');
  });

  it('are not shown where an alias brings them to a key that looks secret', async () => {
    const text = pipelineOf(...UPSTREAM, '- mask', `- csv: { pth: &s ${SECRET} }`, '- jsonl: { path: x, salt: *s }');
    const problems = await problemsOf(text);
    expect(problems).toContain('- csv: { pth: &s ••• }');
    expect(problems).not.toContain(SECRET);
  });

  it('are told of by their kind alone', async () => {
    expect(await mask('{ salt: 123456 }')).toMatchInlineSnapshot(`
      "
      p.yaml:5:19 error invalid-option mask.salt: expected text, found a number

          5 |   - mask: { salt: ••• }
            |                   ^^^^
            = put it in quotes
      "
    `);
    expect(await mask('{ salt: "abc" }')).toMatchInlineSnapshot(`
      "
      p.yaml:5:19 error invalid-option mask.salt: the salt has fewer than four characters

          5 |   - mask: { salt: ••• }
            |                   ^^^
      "
    `);
    expect(await mask('\n      salt: ${SALT}', { SALT: '123456' })).toMatchInlineSnapshot(`
      "
      p.yaml:6:13 error invalid-option mask.salt: expected text, found a number

          6 |       salt: \${SALT}
            |             ^^^^^^^
            = put it in quotes: "\${SALT}"
      "
    `);
  });

  it('are the secret parts of a map that may stand in place of a secret text', async () => {
    const map = z.strictObject({ user: z.string(), password: z.string().meta({ secret: true }) });
    const schema = z.strictObject({
      connection: z.union([z.string().meta({ secret: true }), map]),
      path: z.string().superRefine((_, { addIssue }) => addIssue(`nova and ${SECRET}`)),
    });
    const problems = (connection: string) => optionProblems(schema, `{ connection: ${connection}, path: p }`);
    expect(await problems(`{ user: nova, password: ${SECRET} }`)).toMatch(/ nova and •••$/);
    expect(await problems(SECRET)).toMatch(/ nova and •••$/);
  });

  it("are taken out of the author's words", async () => {
    const schema = z.strictObject({
      salt: z
        .string()
        .meta({ secret: true })
        .superRefine((salt, { addIssue }) => addIssue(`bad salt ${salt}`)),
      path: z.string().superRefine((path, { addIssue }) => addIssue(`bad path ${path}/x`)),
    });
    const problems = await optionProblems(schema, `{ salt: ${SECRET}, path: "\${DIR}" }`, { DIR: '/home/alice' });
    expect(problems).toMatchInlineSnapshot(`
      "p.yaml:2:18 error invalid-option try.salt: bad salt •••
      p.yaml:2:40 error invalid-option try.path: bad path \${DIR}/x"
    `);
  });
});
