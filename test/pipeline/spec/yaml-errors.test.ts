import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { parseText as parse } from '../../support/load.ts';

const problemsOf = async (text: string) => (await parse(text)).problems;

describe('YAML errors', () => {
  it('tabs', async () =>
    expect(await problemsOf('stages:\n\t- csv\n')).toMatchInlineSnapshot(`
    "
    p.yaml:2:1 error yaml-syntax YAML cannot be indented by tabs

        2 |   - csv
          | ^^
          = use spaces
    "
  `));
  it('duplicate keys', async () =>
    expect(await problemsOf('name: a\nepoch: b\nname: c\n')).toMatchInlineSnapshot(`
    "
    p.yaml:3:1 error duplicate-key \`name\` is there already

        3 | name: c
          | ^^^^
          = it was first given in line 1; keep one of them
    "
  `));
  it('bad indentation', async () =>
    expect(await problemsOf('stages:\n  - a\n - b\n')).toMatchInlineSnapshot(`
      "
      p.yaml:3:2 error yaml-syntax this line is not indented like its neighbours

          3 |  - b
            |  ^^^
            = the entries of one list or map start in the same column
      "
    `));
  it('two colons', async () =>
    expect(await problemsOf('name: a: b\n')).toMatchInlineSnapshot(`
      "
      p.yaml:1:7 error yaml-syntax this value has a \`: \` in it

          1 | name: a: b
            |       ^
            = put it in quotes
      "
    `));
  it('no colon', async () =>
    expect(await problemsOf('name: a\nepoch\nstages: []\n')).toMatchInlineSnapshot(`
      "
      p.yaml:2:1 error yaml-syntax expected \`key: value\`

          2 | epoch
            | ^^^^^
            = is a \`:\` missing at its end?
      "
    `));
  it('deeper than it should be', async () =>
    expect(await problemsOf('name: a\n  epoch: b\n')).toMatchInlineSnapshot(`
      "
      p.yaml:2:3 error yaml-syntax this line is indented more than its neighbours

          2 |   epoch: b
            |   ^^^^^
            = move it to the left
      "
    `));
  it('an open quote', async () =>
    expect(await problemsOf('a: 1\nname: "abc\nb: 2\n')).toMatchInlineSnapshot(`
    "
    p.yaml:2:7 error yaml-syntax this quote is never closed

        2 | name: "abc
          |       ^
    "
  `));
  it('an open brace', async () =>
    expect(await problemsOf('a: { b: 1\nc: 2\n')).toMatchInlineSnapshot(`
    "
    p.yaml:1:4 error yaml-syntax expected a \`}\` that closes this

        1 | a: { b: 1
          |    ^
    "
  `));
  it('an open bracket', async () =>
    expect(await problemsOf('stages: [ csv\n')).toMatchInlineSnapshot(`
    "
    p.yaml:1:9 error yaml-syntax expected a \`]\` that closes this

        1 | stages: [ csv
          |         ^
    "
  `));
  it('a variable in braces', async () =>
    expect(await problemsOf('- mask: { salt: ${SALT}, a: 1 }\n')).toMatchInlineSnapshot(`
    "
    p.yaml:1:17 error yaml-syntax \`\${...}\` cannot stand here

        1 | - mask: { salt: \${SALT}, a: 1 }
          |                 ^^^^^^^
          = inside \`{ }\` and \`[ ]\` it needs quotes: \`"\${VAR}"\`
    "
  `));
  it('an escape', async () =>
    expect(await problemsOf('regex: "a\\d+"\n')).toMatchInlineSnapshot(`
      "
      p.yaml:1:10 error yaml-syntax YAML's double quotes know no such escape sequence

          1 | regex: "a\\d+"
            |          ^
            = use single quotes for a regex: '\\d+'
      "
    `));
  it('a reserved character', async () =>
    expect(await problemsOf('a: @b\n')).toMatchInlineSnapshot(`
    "
    p.yaml:1:4 error yaml-syntax a value cannot start with this character

        1 | a: @b
          |    ^
          = put the value in quotes
    "
  `));
  it('a glob', async () =>
    expect(await problemsOf('path: *.sql\n')).toMatchInlineSnapshot(`
      "
      p.yaml:1:7 error yaml-syntax no anchor of this name stands above

          1 | path: *.sql
            |       ^^^^^
            = a value that starts with \`*\` needs quotes
      "
    `));
  it('an unknown alias', async () =>
    expect(await problemsOf('a: &mask 1\nb: *maks\n')).toMatchInlineSnapshot(`
      "
      p.yaml:2:4 error yaml-syntax no anchor of this name stands above

          2 | b: *maks
            |    ^^^^^
            = did you mean \`mask\`?
      "
    `));
  it('an endless alias', async () =>
    expect(await problemsOf('a: &a { b: [*a] }\n')).toMatchInlineSnapshot(`
      "
      p.yaml:1:13 error yaml-syntax this alias stands for something that contains it

          1 | a: &a { b: [*a] }
            |             ^^
      "
    `));
  it('a merge key', async () =>
    expect(await problemsOf('a: &a { b: 1 }\nc:\n  <<: *a\n')).toMatchInlineSnapshot(`
    "
    p.yaml:3:3 error yaml-syntax merge keys (\`<<\`) are not part of YAML 1.2

        3 |   <<: *a
          |   ^^
          = use an alias for the whole value (\`mask: *mask\`), or write the options out
    "
  `));
  it('a merge key is no option then', async () => expect((await parse('c: { <<: 1 }')).values).toEqual([{ c: {} }]));
  it('a tag', async () =>
    expect(await problemsOf('a: !secret b\n')).toMatchInlineSnapshot(`
    "
    p.yaml:1:4 error yaml-syntax unknown YAML tag

        1 | a: !secret b
          |    ^^^^^^^
          = a value that starts with \`!\` needs quotes
    "
  `));
  it('YAML 1.1', async () =>
    expect(await problemsOf('%YAML 1.1\n---\na: yes\n')).toMatchInlineSnapshot(`
    "
    p.yaml:1:1 error yaml-syntax only YAML 1.2 is understood

        1 | %YAML 1.1
          | ^
          = remove the \`%YAML\` line
    "
  `));
  it('a key that is a list', async () =>
    expect(await problemsOf('? [a, b]\n: c\n')).toMatchInlineSnapshot(`
      "
      p.yaml:1:3 error yaml-syntax a key must be a plain word

          1 | ? [a, b]
            |   ^^^^^^
      "
    `));
  it('a list in braces', async () =>
    expect(await problemsOf('a: {\n  - b\n}\n')).toMatchInlineSnapshot(`
      "
      p.yaml:2:3 error yaml-syntax inside \`{ }\` and \`[ ]\` there can be no indented list or map

          2 |   - b
            |   ^^^
      "
    `));
  it('a comment', async () =>
    expect(await problemsOf('a: "b"# c\n')).toMatchInlineSnapshot(`
      "
      p.yaml:1:7 error yaml-syntax a comment needs a space before its \`#\`

          1 | a: "b"# c
            |       ^^^
            = a value with a \`#\` in it needs quotes
      "
    `));

  it('a forgotten colon', async () =>
    expect(await problemsOf('- csv\n    path: x\n')).toMatchInlineSnapshot(`
      "
      p.yaml:1:3 error yaml-syntax expected \`key: value\`

          1 | - csv
            |   ^^^
            = is a \`:\` missing at its end?
      "
    `));
  it('a forgotten blank', async () =>
    expect(await problemsOf('name:a\nb: 1\n')).toMatchInlineSnapshot(`
      "
      p.yaml:1:1 error yaml-syntax expected \`key: value\`

          1 | name:a
            | ^^^^^^
            = put a space after the \`:\`
      "
    `));
  it('a quote in quotes', async () =>
    expect(await problemsOf("a: 'it's'\n")).toMatchInlineSnapshot(`
    "
    p.yaml:1:8 error yaml-syntax the quotes end before this

        1 | a: 'it's'
          |        ^^
          = inside single quotes a quote is written twice: ''
    "
  `));
  it('a list entry too deep', async () =>
    expect(await problemsOf('- a: 1\n   - b: 2\n')).toMatchInlineSnapshot(`
    "
    p.yaml:2:4 error yaml-syntax this line is indented more than its neighbours

        2 |    - b: 2
          |    ^^^
          = move it to the left
    "
  `));
  it('a stray bracket', async () =>
    expect(await problemsOf('a: ]\n')).toMatchInlineSnapshot(`
    "
    p.yaml:1:4 error yaml-syntax this cannot stand here

        1 | a: ]
          |    ^
          = a value with special characters needs quotes
    "
  `));

  it('of one document leave the others alone', async () => {
    const { values, problems } = await parse('a: {\n---\nb: 1\n---\nc: "\n');
    expect(values).toEqual([undefined, { b: 1 }, undefined]);
    expect(problems.match(/ error /g)).toHaveLength(2);
  });

  it('are told once for each line', async () => {
    const problems = await problemsOf('\ta: 1\n\tb: ${{{{\n');
    expect(problems.match(/p\.yaml:1:/g)).toHaveLength(1);
  });

  it('never show a secret', async () => {
    const secret = 'hush-hush';
    const texts = [
      `salt: "${secret}`,
      `- mask: { salt: "${secret}" } }`,
      `salt: ${secret}: x`,
      `salt: |\n  ${secret}\n ${secret}\n`,
      `salt: |\n\t${secret}\n`,
      `salt: "\\q${secret}"`,
      `salt: @${secret}`,
      `salt: ${secret}\n  key: x\n`,
      `salt: [${secret}\n`,
      `salt: !${secret}`,
      `salt: *${secret}`,
    ];
    for (const text of texts) {
      const problems = await problemsOf(text);
      expect(problems).toContain(' error ');
      expect(problems).not.toContain(secret);
    }
  });

  it('are found in any text without losing the thread', async () => {
    const pieces = fc.constantFrom(
      'a',
      ': ',
      '- ',
      '\n',
      '  ',
      '{',
      '}',
      '[',
      ']',
      '"',
      "'",
      '&a',
      '*a',
      '|',
      '#',
      '---\n',
      '\t',
      '!x',
      '<<',
      '${',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(pieces, { maxLength: 30 }), async (parts) => {
        const text = parts.join('');
        const { values, problems } = await parse(text);
        // What the library accepts we accept, but for what is told.
        if (problems === '\n' && values.length === 1)
          expect(values[0] ?? null).toEqual(parseDocument(text).toJS() ?? null);
      }),
    );
  });
});
