import { describe, expect, it } from 'vitest';
import { exitCodeOf, Findings, type Problem, renderProblem } from '../../../pipeline/spec/problem.ts';
import { Source } from '../../../pipeline/spec/source.ts';

const source = new Source('p.yaml', 'one: 1\ntwo: 2\n', '/');
const command = new Source('command line', '--set a.b=c', '/', false);

describe('renderProblem', () => {
  const rendered = (findings: Findings) =>
    `\n${findings
      .list()
      .map((problem) => renderProblem(problem))
      .join('\n')}`;

  it('shows the place, the line and what to do', () => {
    const findings = new Findings();
    findings.add('bad-thing', source.place(7, 10), 'expected three, found two', { hint: 'add one' });
    expect(rendered(findings)).toMatchInlineSnapshot(`
      "
      p.yaml:2:1 error bad-thing expected three, found two

          2 | two: 2
            | ^^^
            = add one
      "
    `);
  });

  it('shows the command line without a position', () => {
    const findings = new Findings();
    findings.add('bad-override', command.place(6, 9), 'no such stage');
    expect(rendered(findings)).toMatchInlineSnapshot(`
      "
      error bad-override no such stage

            | --set a.b=c
            |       ^^^
      "
    `);
  });

  it('makes room for long line numbers', () => {
    const long = new Source('p.yaml', `${'\n'.repeat(12344)}here`, '/');
    const findings = new Findings();
    findings.add('far', long.place(12344, 12348), 'far down', { severity: 'warning' });
    expect(rendered(findings)).toMatchInlineSnapshot(`
      "
      p.yaml:12345:1 warning far far down

        12345 | here
              | ^^^^
      "
    `);
  });

  it('is painted word by word', () => {
    const findings = new Findings();
    findings.add('c', source.place(0, 3), 'm', { hint: 'h' });
    const painted = renderProblem(findings.list()[0] as Problem, (kind, text) => `<${kind}>${text}</>`);
    expect(painted).toMatchInlineSnapshot(`
      "<place>p.yaml:1:1</> <error>error</> <code>c</> m

      <gutter>    1 |</> one: 1
      <gutter>      |</> <error>^^^</>
      <gutter>      =</> <hint>h</>
      "
    `);
  });
});

describe('Findings', () => {
  it('come in the order of the file, the command line first, and once each', () => {
    const findings = new Findings();
    findings.add('b', source.place(7, 8), 'second line');
    findings.add('a', source.place(0, 1), 'first line');
    findings.add('b', source.place(7, 8), 'second line');
    findings.add('c', command.place(6, 7), 'command');
    expect(findings.list().map(({ code }) => code)).toEqual(['c', 'a', 'b']);
  });

  it('know errors from warnings', () => {
    const findings = new Findings();
    findings.add('w', source.place(0), 'm', { severity: 'warning' });
    expect(findings.hasErrors).toBe(false);
    findings.add('e', source.place(0), 'm');
    expect(findings.hasErrors).toBe(true);
  });

  it('blank what turned out to be secret only later', () => {
    const late = new Source('p.yaml', 'x: hush', '/');
    const findings = new Findings();
    findings.add('early', late.place(0, 1), 'm');
    late.blank(late.place(3, 7));
    expect(findings.list()[0]?.excerpt?.text).toBe('x: •••');
  });
});

describe('exitCodeOf', () => {
  const problem = (exitCode: number, severity: Problem['severity'] = 'error') =>
    ({ code: 'c', severity, message: 'm', location: { file: 'f' }, length: 1, exitCode }) as const;

  it.each([
    [[], 0],
    [[problem(78)], 78],
    [[problem(66), problem(66)], 66],
    [[problem(74)], 74],
    [[problem(66), problem(78)], 78],
    [[problem(66), problem(74)], 78],
    [[problem(78), problem(64)], 64],
    [[problem(78, 'warning')], 0],
    [[problem(78, 'warning'), problem(66)], 66],
  ])('%#: is that of the only kind of trouble, else 78; usage first', (problems, exitCode) => {
    expect(exitCodeOf(problems)).toBe(exitCode);
  });
});
