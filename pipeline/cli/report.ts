/** The one place where the command line turns errors into text. */
import { styleText } from 'node:util';
import { formatLocation, type PipelineError } from '../errors.ts';
import { type Paint, type Problem, renderProblem } from '../spec/problem.ts';

type Style = Parameters<typeof styleText>[0];

/** Later Nodes would also ask whether standard output is a terminal; what counts here is the stream that is written to. */
const paintText = styleText as (style: Style, text: string, options: { validateStream: boolean }) => string;

const STYLES: Record<Parameters<Paint>[0], Style> = {
  error: ['bold', 'red'],
  warning: ['bold', 'yellow'],
  place: 'bold',
  code: 'dim',
  gutter: 'blue',
  hint: 'cyan',
};

/** Colours for a terminal, none for anything else; NO_COLOR turns them off (https://no-color.org). */
export function painterFor(stream: { readonly isTTY?: boolean }, env: NodeJS.ProcessEnv = process.env): Paint {
  const coloured = stream.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb';
  return coloured ? (kind, text) => paintText(STYLES[kind], text, { validateStream: false }) : (_, text) => text;
}

/** All problems, and at the end how many there were. */
export function renderProblems(problems: readonly Problem[], paint: Paint): string {
  if (problems.length === 0) return '';
  const count = (severity: Problem['severity']) => problems.filter((problem) => problem.severity === severity).length;
  const counts = [plural(count('error'), 'error'), plural(count('warning'), 'warning')].filter((text) => text !== '');
  const rendered = problems.map((problem) => renderProblem(problem, paint)).join('\n');
  return problems.length === 1 ? rendered : `${rendered}\n${counts.join(', ')}\n`;
}

const plural = (count: number, noun: string): string =>
  count === 0 ? '' : `${count} ${noun}${count === 1 ? '' : 's'}`;

/**
 * An error that ends a command: of the configuration as a problem is shown, of data with the place in the data on a line of its
 * own.
 *
 * @param debug adds the stack trace of what happened first.
 */
export function renderError(error: PipelineError, paint: Paint, debug = false): string {
  const { code, exitCode, message, location, hint, cause, stack } = error;
  const problem = {
    code,
    exitCode,
    message,
    severity: 'error' as const,
    length: 0,
    ...(hint !== undefined && { hint }),
  };
  const isConfiguration = location?.line !== undefined;
  let text = renderProblem({ ...problem, location: isConfiguration ? location : { file: '' } }, paint);
  if (location !== undefined && !isConfiguration) {
    const [head, ...rest] = text.split('\n');
    text = [head, `${paint('gutter', '      |')} ${formatLocation(location)}`, ...rest].join('\n');
  }
  return debug ? `${text}\n${cause instanceof Error ? cause.stack : stack}\n` : text;
}
