import { ExitCode, formatLocation, type Location } from '../errors.ts';
import type { Excerpt } from './excerpt.ts';
import type { Place } from './source.ts';

/** Something wrong with a pipeline file or the command line, ready to be shown. Holds no secret. */
export interface Problem {
  /** Stable, kebab-case. */
  readonly code: string;
  readonly severity: 'error' | 'warning';
  /** What was expected and what was found, one line. */
  readonly message: string;
  readonly location: Location;
  /** Of the marked stretch, in UTF-16 units. */
  readonly length: number;
  /** The line that it is about; without one where there is no file to show. */
  readonly excerpt?: Excerpt;
  /** What to do next. */
  readonly hint?: string;
  readonly exitCode: number;
}

export interface ProblemDetails {
  readonly hint?: string | undefined;
  readonly severity?: Problem['severity'];
  /** Default: 78, a bad pipeline file. */
  readonly exitCode?: number;
}

/** Gathers problems, so that all are told at once. */
export class Findings {
  readonly #found: { place: Place; problem: Omit<Problem, 'excerpt' | 'location' | 'length'> }[] = [];

  add(code: string, place: Place, message: string, details: ProblemDetails = {}): void {
    const {
      hint,
      severity = 'error',
      exitCode = place.source.hasLines ? ExitCode.badPipeline : ExitCode.usage,
    } = details;
    this.#found.push({ place, problem: { code, severity, message, exitCode, ...(hint !== undefined && { hint }) } });
  }

  get hasErrors(): boolean {
    return this.#found.some(({ problem }) => problem.severity === 'error');
  }

  /**
   * In the order of the file. Source lines are cut out only now, when it is known what in them is secret.
   *
   * @param redact takes out of messages what must not be in them.
   */
  list(redact = (text: string) => text): Problem[] {
    const sorted = this.#found.toSorted((a, b) => order(a.place) - order(b.place));
    const problems = sorted.map(({ place: { source, offset, length }, problem }) => ({
      ...problem,
      message: redact(problem.message),
      ...(problem.hint !== undefined && { hint: redact(problem.hint) }),
      location: source.locate(offset),
      length,
      excerpt: source.excerpt(offset, length),
    }));
    // What an anchor names is checked wherever it is used, but told once.
    const distinct = new Map(problems.map((problem) => [JSON.stringify(problem), problem]));
    return [...distinct.values()];
  }
}

/** The command line comes first: it was typed last. */
function order({ source, offset }: Place): number {
  return source.hasLines ? offset : -1;
}

/** What the exit code of a command that met these is. Bad usage goes first; one kind of trouble keeps its own code. */
export function exitCodeOf(problems: readonly Problem[]): number {
  const codes = new Set(problems.filter(({ severity }) => severity === 'error').map(({ exitCode }) => exitCode));
  const [only] = codes;
  if (only === undefined) return ExitCode.ok;
  if (codes.has(ExitCode.usage)) return ExitCode.usage;
  return codes.size === 1 ? only : ExitCode.badPipeline;
}

/** Paints words; without it a problem is plain text. */
export type Paint = (kind: Problem['severity'] | 'place' | 'code' | 'gutter' | 'hint', text: string) => string;

/**
 * A problem as people read it: `file:line:col error CODE message`, the source line with carets below, and what to do.
 *
 * @example
 * pipeline.yaml:3:11 error unknown-option csv has no option `pth`
 *
 *     3 |   - csv: { pth: out.csv }
 *       |            ^^^
 *       = did you mean `path`?
 */
export function renderProblem(problem: Problem, paint: Paint = (_, text) => text): string {
  const { location, severity, code, message, excerpt, hint } = problem;
  // What stands on the command line is shown below, and has no lines to name.
  const place = excerpt !== undefined && location.line === undefined ? '' : formatLocation(location);
  const head = `${place === '' ? '' : `${paint('place', place)} `}${paint(severity, severity)} ${paint('code', code)} ${message}`;
  const number = excerpt === undefined || location.line === undefined ? '' : String(location.line);
  const gutter = (text: string, sign: string) =>
    paint('gutter', `  ${text.padStart(Math.max(3, number.length))} ${sign}`);
  const lines = [head];
  if (excerpt !== undefined) {
    lines.push('', `${gutter(number, '|')} ${excerpt.text}`.trimEnd());
    lines.push(`${gutter('', '|')} ${' '.repeat(excerpt.start)}${paint(severity, '^'.repeat(excerpt.width))}`);
  }
  if (hint !== undefined) lines.push(`${gutter('', '=')} ${paint('hint', hint)}`);
  return `${lines.join('\n')}\n`;
}
