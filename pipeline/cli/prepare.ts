import type { Log } from '../engine/log.ts';
import { PipelineError } from '../errors.ts';
import type { Pipeline } from '../spec/plan.ts';
import { exitCodeOf, type Problem } from '../spec/problem.ts';
import { loadFiles } from './load-files.ts';
import { painterFor, renderProblems } from './report.ts';

/**
 * Everything that can be found wrong with the pipelines before anything is read, told at once.
 *
 * @returns the pipelines, and 0 when they can run.
 */
export async function prepare(
  files: readonly string[],
  set: readonly string[],
  tell: (problems: readonly Problem[]) => void,
  signal: AbortSignal,
): Promise<{ exitCode: number; pipelines: readonly Pipeline[] }> {
  const { pipelines, problems } = await loadFiles(files, set, signal);
  if (problems.length > 0) tell(problems);
  return { exitCode: exitCodeOf(problems), pipelines };
}

/** To people as lint shows them, with their source lines; to programs like anything else in the log. */
export function problemTeller(
  { logFormat, quiet }: { readonly logFormat: 'pretty' | 'json'; readonly quiet: boolean },
  log: Log,
  write: (text: string) => void,
): (problems: readonly Problem[]) => void {
  if (logFormat === 'pretty') {
    return (problems) => {
      const told = quiet ? problems.filter(({ severity }) => severity === 'error') : problems;
      write(renderProblems(told, painterFor(process.stderr)));
    };
  }
  return (problems) => {
    for (const { code, exitCode, severity, message, location, hint } of problems) {
      if (severity === 'warning') log.warn(code, message);
      else log.error(new PipelineError(code, exitCode, message, { location, hint }));
    }
  };
}
