import { availableCores } from '../engine/cores.ts';
import { jsonLog, type Log, prettyLog } from '../engine/log.ts';
import { type RunSettings, runPipeline } from '../engine/run-pipeline.ts';
import { ExitCode, toPipelineError } from '../errors.ts';
import { packageVersion } from '../version.ts';
import { prepare, problemTeller } from './prepare.ts';
import { painterFor, renderError } from './report.ts';

export interface RunFlags {
  /** `stage.option=value` */
  readonly set: readonly string[];
  /** Worker threads; 0 does everything in the main thread. Default: the cores this process may use. */
  readonly workers?: number;
  readonly quiet: boolean;
  readonly logFormat: 'pretty' | 'json';
  readonly debug: boolean;
}

/** Runs every pipeline of the files, in order; stops at the first that fails. Resolves to the exit code. */
export async function run(files: readonly string[], flags: RunFlags): Promise<number> {
  const interrupt = listenForSignals();
  // A reader that went away is met where it is written to; here it must only not count as unhandled.
  process.stdout.on('error', () => {});
  let clearProgress = () => {};
  const write = (text: string) => {
    clearProgress();
    process.stderr.write(text);
  };
  const log = await openLog(flags, write);
  const tell = problemTeller(flags, log, write);
  const prepared = await prepare(files, flags.set, tell, interrupt.signal);
  if (prepared.exitCode !== ExitCode.ok) return prepared.exitCode;

  const settings: RunSettings = {
    workers: flags.workers ?? availableCores(),
    log,
    signal: interrupt.signal,
    stdout: process.stdout,
    terminal: process.stderr.isTTY && !flags.quiet && flags.logFormat === 'pretty' ? process.stderr : undefined,
    onMeter: (meter) => {
      clearProgress = () => meter.clear();
    },
    version: packageVersion(),
  };
  let exitCode: number = ExitCode.ok;
  for (const pipeline of prepared.pipelines) {
    try {
      exitCode = Math.max(exitCode, await runPipeline(pipeline, settings));
    } catch (error) {
      if (interrupt.exitCode() !== undefined) return interrupt.exitCode() as number;
      const failure = toPipelineError(error);
      log.error(failure);
      return failure.exitCode;
    }
  }
  return exitCode;
}

async function openLog({ quiet, debug, logFormat }: RunFlags, write: (text: string) => void): Promise<Log> {
  const options = { quiet, debug, write };
  if (logFormat === 'json') return jsonLog(options);
  return prettyLog(options, (error) => renderError(error, painterFor(process.stderr), debug));
}

/** The first SIGINT or SIGTERM stops the run and cleans up; a second one ends the process at once. */
function listenForSignals(): { signal: AbortSignal; exitCode(): number | undefined } {
  const controller = new AbortController();
  let exitCode: number | undefined;
  const on = (signal: NodeJS.Signals, code: number) => {
    process.on(signal, () => {
      if (exitCode !== undefined) process.exit(code);
      exitCode = code;
      controller.abort();
    });
  };
  on('SIGINT', ExitCode.sigint);
  on('SIGTERM', ExitCode.sigterm);
  return { signal: controller.signal, exitCode: () => exitCode };
}
