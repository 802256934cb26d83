import { describe, expect, it } from 'vitest';
import { painterFor, renderError, renderProblems } from '../../../pipeline/cli/report.ts';
import { ExitCode, PipelineError, toPipelineError } from '../../../pipeline/errors.ts';
import type { Problem } from '../../../pipeline/spec/problem.ts';

const plain = painterFor({});

describe('painterFor', () => {
  it('paints for terminals alone', () => {
    expect(painterFor({ isTTY: true }, {})('error', 'x')).toBe('\u001b[1m\u001b[31mx\u001b[39m\u001b[22m');
    expect(painterFor({ isTTY: false }, {})('error', 'x')).toBe('x');
    expect(painterFor({}, {})('error', 'x')).toBe('x');
  });

  it('heeds NO_COLOR and dumb terminals', () => {
    expect(painterFor({ isTTY: true }, { NO_COLOR: '1' })('error', 'x')).toBe('x');
    expect(painterFor({ isTTY: true }, { NO_COLOR: '' })('error', 'x')).not.toBe('x');
    expect(painterFor({ isTTY: true }, { TERM: 'dumb' })('error', 'x')).toBe('x');
  });

  it('has a style for every word', () => {
    const paint = painterFor({ isTTY: true }, {});
    for (const kind of ['error', 'warning', 'place', 'code', 'gutter', 'hint'] as const)
      expect(paint(kind, 'x')).not.toBe('x');
  });
});

describe('renderProblems', () => {
  const problem = (severity: Problem['severity']): Problem => ({
    code: 'c',
    severity,
    message: 'm',
    location: { file: 'f' },
    length: 1,
    exitCode: 78,
  });

  it('counts them when there are several', () => {
    expect(renderProblems([], plain)).toBe('');
    expect(renderProblems([problem('error')], plain)).toBe('f error c m\n');
    expect(renderProblems([problem('error'), problem('error')], plain)).toBe(
      'f error c m\n\nf error c m\n\n2 errors\n',
    );
    expect(renderProblems([problem('error'), problem('warning')], plain)).toMatch(/\n1 error, 1 warning\n$/);
  });
});

describe('renderError', () => {
  it('names a place in a configuration file first', () => {
    const error = new PipelineError('bad-thing', ExitCode.badPipeline, 'expected a', {
      location: { file: 'p.yaml', line: 3, column: 5 },
      hint: 'write a',
    });
    expect(`\n${renderError(error, plain)}`).toMatchInlineSnapshot(`
      "
      p.yaml:3:5 error bad-thing expected a
            = write a
      "
    `);
  });

  it('names a place in data on its own line', () => {
    const location = { file: 'a.sql.bz2', byteOffset: 4096, compressed: true };
    const error = new PipelineError('corrupt-input', ExitCode.corruptInput, 'expected a block, found the end', {
      location,
      hint: 'copy it again',
    });
    expect(`\n${renderError(error, plain)}`).toMatchInlineSnapshot(`
      "
      error corrupt-input expected a block, found the end
            | a.sql.bz2, compressed byte 4096
            = copy it again
      "
    `);
  });

  it('needs neither place nor hint', () => {
    expect(renderError(new PipelineError('usage', ExitCode.usage, 'no such command'), plain)).toBe(
      'error usage no such command\n',
    );
  });

  it('shows where it happened only when asked', () => {
    const error = toPipelineError(new TypeError('x is not a function'));
    expect(renderError(error, plain)).not.toMatch(/ at /);
    expect(renderError(error, plain, true)).toMatch(/TypeError: x is not a function\n +at .*report\.test\.ts/);
  });
});
