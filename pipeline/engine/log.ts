import type { PipelineError } from '../errors.ts';

/** Where the run talks to its user: standard error, never standard output. */
export interface Log {
  info(message: string): void;
  warn(code: string, message: string): void;
  error(error: PipelineError): void;
}

export interface LogOptions {
  /** Only errors. */
  readonly quiet: boolean;
  /** Errors with their stack traces. */
  readonly debug: boolean;
  /** Writes to standard error; called with whole lines. */
  readonly write: (text: string) => void;
}

/**
 * Lines for people.
 *
 * @param render an error as the command line shows it.
 */
export function prettyLog({ quiet, write }: LogOptions, render: (error: PipelineError) => string): Log {
  const line = (text: string) => write(`${text}\n`);
  return {
    info: (message) => !quiet && line(message),
    warn: (code, message) => !quiet && line(`warning ${code} ${message}`),
    error: (error) => write(render(error)),
  };
}

/** One JSON object per line, by pino. Loaded only when asked for. */
export async function jsonLog({ quiet, debug, write }: LogOptions): Promise<Log> {
  const { pino } = await import('pino');
  const logger = pino({ base: { name: 'sc-pipeline' }, level: quiet ? 'error' : 'info' }, { write });
  return {
    info: (message) => logger.info(message),
    warn: (code, message) => logger.warn({ code }, message),
    error: ({ code, exitCode, message, location, hint, cause, stack }) =>
      logger.error(
        { code, exitCode, location, hint, ...(debug && { stack: cause instanceof Error ? cause.stack : stack }) },
        message,
      ),
  };
}
