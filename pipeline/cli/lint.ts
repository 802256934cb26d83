import { ExitCode } from '../errors.ts';
import type { Chain, Pipeline } from '../spec/plan.ts';
import type { Problem } from '../spec/problem.ts';
import { loadFiles } from './load-files.ts';
import { painterFor, renderProblems } from './report.ts';

export interface LintFlags {
  /** `stage.option=value` */
  readonly set: readonly string[];
  /** Machine-readable findings. */
  readonly json: boolean;
}

/** Tells all that is wrong with pipeline files, on standard output: findings are what this command gives. */
export async function lint(files: readonly string[], { set, json }: LintFlags): Promise<number> {
  const { pipelines, problems } = await loadFiles(files, set);
  const exitCode = lintExitCode(problems);
  if (json) process.stdout.write(`${JSON.stringify({ problems: problems.map(plain) }, undefined, 2)}\n`);
  else {
    process.stdout.write(renderProblems(problems, painterFor(process.stdout)));
    if (exitCode === ExitCode.ok) process.stdout.write(pipelines.map(okLine).join(''));
  }
  return exitCode;
}

/**
 * 1 for findings; but a command that could not do its work, for want of the file or by wrong usage, says so. A missing input keeps
 * its code when nothing else is wrong, so that a scheduler can tell "not there yet" from "never right".
 */
export function lintExitCode(problems: readonly Problem[]): number {
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return ExitCode.ok;
  if (errors.some(({ exitCode }) => exitCode === ExitCode.usage)) return ExitCode.usage;
  if (errors.every(({ exitCode }) => exitCode === ExitCode.missingInput)) return ExitCode.missingInput;
  if (errors.every(({ code }) => code === 'unreadable-file')) return ExitCode.io;
  return ExitCode.findings;
}

/** One level, as editors and CI want it. */
function plain({ code, severity, message, hint, location: { file, line, column }, length, exitCode }: Problem) {
  return { file, line, column, length, severity, code, message, hint, exitCode };
}

const okLine = ({ file, name, chain }: Pipeline): string => `${file} ok ${name}: ${chainText(chain)}\n`;

/** `backups > sql-dump > { machines: machine-events > csv; … }` */
function chainText({ stages, sinks, branches }: Chain): string {
  const parts = stages.map(({ id }) => id);
  if (sinks.length > 0) parts.push(sinks.map(({ id }) => id).join(' + '));
  if (branches.length > 0) {
    parts.push(`{ ${branches.map(({ name, chain }) => `${name}: ${chainText(chain)}`).join('; ')} }`);
  }
  return parts.join(' > ');
}
