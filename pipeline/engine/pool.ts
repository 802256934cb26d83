import type { Piscina } from 'piscina';
import { ExitCode, PipelineError } from '../errors.ts';
import { ownFile } from '../own-files.ts';
import type { Threads } from '../stage.ts';

/** Worker threads for as long as a run reads. */
export interface Pool extends Threads {
  close(): Promise<void>;
}

/** A pool of Piscina threads. They start, and Piscina is loaded, when there is something to do. */
export function openPool(count: number, signal: AbortSignal): Pool {
  let opening: Promise<Piscina> | undefined;
  return {
    count,
    async run(module, task, transferList = []) {
      opening ??= openPiscina(count);
      const pool = await opening;
      try {
        if (module.pathname.endsWith('.ts')) {
          const filename = ownFile('pipeline/engine/from-sources.mjs').href;
          return await pool.run({ module: module.href, task }, { filename, signal, transferList: [...transferList] });
        }
        return await pool.run(task, { filename: module.href, signal, transferList: [...transferList] });
      } catch (error) {
        signal.throwIfAborted();
        throw workerFailure(error);
      }
    },
    close: async () => (await opening)?.destroy(),
  };
}

async function openPiscina(count: number): Promise<Piscina> {
  const { Piscina } = await import('piscina');
  return new Piscina({
    minThreads: 1,
    maxThreads: count,
    // By default a thread that waits for a moment is ended, and the next task starts another, which has all its code to compile again.
    idleTimeout: Number.POSITIVE_INFINITY,
    // A task is seconds of work: the default of busy-waiting for the next would only cost the neighbour its core.
    atomics: 'disabled',
    execArgv: [],
  });
}

/** Deaths of a thread are the machine's trouble, not a bug's: say what to do. */
function workerFailure(error: unknown): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ERR_WORKER_OUT_OF_MEMORY') {
    return new PipelineError('worker-out-of-memory', ExitCode.io, 'a worker thread ran out of memory', {
      hint: 'use fewer workers (--workers 1), or give Node more memory (NODE_OPTIONS=--max-old-space-size=8192)',
      cause: error,
    });
  }
  if (/worker .*(exited|terminat)|exit code/i.test(message ?? '')) {
    return new PipelineError('worker-died', ExitCode.bug, `a worker thread died: ${message}`, {
      hint: 'run again with --workers 0 --debug to see why',
      cause: error,
    });
  }
  return error;
}

/**
 * Results of tasks in the order of the tasks, with at most `ahead` of them under way or waiting to be taken: a slow reader holds
 * back the workers, so memory does not grow with the number of tasks.
 */
export async function* inOrder<Task, Result>(
  tasks: Iterable<Task>,
  run: (task: Task) => Promise<Result>,
  ahead: number,
): AsyncGenerator<Result> {
  const underWay: Promise<Result>[] = [];
  try {
    for (const task of tasks) {
      const result = run(task);
      // Its failure is met when its turn comes; until then it must not count as unhandled.
      result.catch(() => {});
      underWay.push(result);
      if (underWay.length >= ahead) yield await (underWay.shift() as Promise<Result>);
    }
    while (underWay.length > 0) yield await (underWay.shift() as Promise<Result>);
  } finally {
    underWay.length = 0;
  }
}
