import { describe, expect, it } from 'vitest';
import { child, type ScalarNode } from '../../../pipeline/spec/nodes.ts';
import { parseDocuments } from '../../../pipeline/spec/parse.ts';
import { Findings, renderProblem } from '../../../pipeline/spec/problem.ts';
import { Redactor } from '../../../pipeline/spec/redactor.ts';
import { Source } from '../../../pipeline/spec/source.ts';
import { surroundings } from '../../support/load.ts';

/** The value of `v:` in a YAML text, or the problems. */
async function valueIn(yaml: string, env: Record<string, string> = {}) {
  const findings = new Findings();
  const source = new Source('p.yaml', yaml, '/');
  const [document] = await parseDocuments(source, {
    findings,
    redactor: new Redactor(),
    surroundings: surroundings(env),
  });
  const problems = findings.list().map((problem) => renderProblem(problem));
  return { value: (child(document?.root, 'v') as ScalarNode | undefined)?.value, problems: `\n${problems.join('\n')}` };
}

describe('types after interpolation', () => {
  it.each([
    ['v: ${A}', '5432', 5432],
    ['v: ${A}', '0x10', 16],
    ['v: ${A}', '1.5', 1.5],
    ['v: ${A}', 'true', true],
    ['v: ${A}', 'null', null],
    ['v: ${A}', '', null],
    ['v: ${A}', 'text', 'text'],
    ['v: 1${A}', '2', 12],
    ['v: "${A}"', '5432', '5432'],
    ["v: '${A}'", 'true', 'true'],
    ['v: |-\n  ${A}', '5432', '5432'],
    ['v: !!str ${A}', '5432', '5432'],
    // The result is one scalar, whatever it looks like.
    ['v: ${A}', '[1, 2]', '[1, 2]'],
    ['v: ${A}', '{ a: 1 }', '{ a: 1 }'],
    ['v: ${A}', 'a: b', 'a: b'],
    ['v: ${A}', '- a\n- b', '- a\n- b'],
    ['v: ${A}', '*alias', '*alias'],
    ['v: ${A}', '"quoted"', '"quoted"'],
    ['v: ${A}', 'x # y', 'x # y'],
    // Not interpolated: typed as ever.
    ['v: 5', '', 5],
    ['v: $5', '', '$5'],
    ['v: $$5', '', '$5'],
  ])('%s with %j', async (yaml, A, value) => {
    expect(await valueIn(yaml, { A })).toEqual({ value, problems: '\n' });
  });

  it('never touches keys', async () => {
    expect(await valueIn('${A}: 1\nv: 2', { A: 'x' })).toEqual({ value: 2, problems: '\n' });
  });
});

describe('the place of a mistake', () => {
  it('is the ${, in every style of scalar', async () => {
    const yaml = [
      'plain: a ${A} b',
      "single: 'it''s ${B:?''quoted''}'",
      'double: "a\\tb $$ \\"${C}\\""',
      'folded: >-',
      '  one $ two',
      '  ${D}',
      'lines: one',
      '  ${E} two',
    ].join('\n');
    expect((await valueIn(yaml)).problems).toMatchInlineSnapshot(`
      "
      p.yaml:1:10 error unset-variable the environment variable A is not set

          1 | plain: a \${A} b
            |          ^^^^
            = set it, or give a default: \`\${A:-default}\`

      p.yaml:2:16 error unset-variable the environment variable B is not set: 'quoted'

          2 | single: 'it''s \${B:?''quoted''}'
            |                ^^^^^^^^^^^^^^

      p.yaml:3:20 error unset-variable the environment variable C is not set

          3 | double: "a\\tb $$ \\"\${C}\\""
            |                    ^^^^
            = set it, or give a default: \`\${C:-default}\`

      p.yaml:6:3 error unset-variable the environment variable D is not set

          6 |   \${D}
            |   ^^^^
            = set it, or give a default: \`\${D:-default}\`

      p.yaml:8:3 error unset-variable the environment variable E is not set

          8 |   \${E} two
            |   ^^^^
            = set it, or give a default: \`\${E:-default}\`
      "
    `);
  });

  it('is the whole scalar where escapes hide the dollar', async () => {
    expect((await valueIn('v: "a \\x24{A}"')).problems).toMatchInlineSnapshot(`
      "
      p.yaml:1:4 error unset-variable the environment variable A is not set

          1 | v: "a \\x24{A}"
            |    ^^^^^^^^^^^
            = set it, or give a default: \`\${A:-default}\`
      "
    `);
  });

  it('comes with a hint', async () => {
    expect((await valueIn('v: ${SC_SATL}', { SC_SALT: 'hush', UNRELATED: 'x' })).problems).toMatchInlineSnapshot(`
      "
      p.yaml:1:4 error unset-variable the environment variable SC_SATL is not set

          1 | v: \${SC_SATL}
            |    ^^^^^^^^^^
            = did you mean \`SC_SALT\`?
      "
    `);
    expect((await valueIn('v: ${SC_SALT-x}')).problems).toMatchInlineSnapshot(`
      "
      p.yaml:1:4 error bad-interpolation expected \`}\`, \`:-default\` or \`:?message\` after the variable's name

          1 | v: \${SC_SALT-x}
            |    ^^^^^^^^^^^^
            = write \`:-\` with its colon
      "
    `);
    expect((await valueIn('v: "^(a|${b)$"')).problems).toMatchInlineSnapshot(`
      "
      p.yaml:1:9 error bad-interpolation \`\${\` is never closed

          1 | v: "^(a|\${b)$"
            |         ^^^^^
            = add the \`}\`; write \`$\${\` where a literal \`\${\` is meant
      "
    `);
    expect((await valueIn('v: ${file:nope} ${file:locked}')).problems).toMatchInlineSnapshot(`
      "
      p.yaml:1:4 error missing-file there is no file \`nope\`

          1 | v: \${file:nope} \${file:locked}
            |    ^^^^^^^^^^^^

      p.yaml:1:17 error unreadable-file the file \`locked\` cannot be read: EACCES

          1 | v: \${file:nope} \${file:locked}
            |                 ^^^^^^^^^^^^^^
      "
    `);
  });

  it('is told of every mistake in a scalar', async () => {
    expect((await valueIn('v: ${A}${B}')).problems.match(/error unset-variable/g)).toHaveLength(2);
  });
});
