import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { openCatalog } from '../catalog.ts';
import { ExitCode, toPipelineError } from '../errors.ts';
import { checkPipelines } from '../spec/check.ts';
import { type Loaded, loadPipelines } from '../spec/load.ts';
import type { Pipeline } from '../spec/plan.ts';
import type { Problem } from '../spec/problem.ts';
import { didYouMean } from '../suggest.ts';

export interface LoadedFiles {
  /** In the order of the files; those of a file with errors are left out. */
  readonly pipelines: readonly Pipeline[];
  readonly problems: readonly Problem[];
}

/** No pipeline is that long; a backup given by mistake is. */
const LARGEST = 4 * 1024 * 1024;

/**
 * Reads and checks pipeline files, first what stands in them and then, where that is right, what they need of the world.
 *
 * @param set what `--set` was given, for all files.
 */
export async function loadFiles(
  files: readonly string[],
  set: readonly string[],
  signal: AbortSignal = new AbortController().signal,
): Promise<LoadedFiles> {
  const pipelines: Pipeline[] = [];
  const problems: Problem[] = [];
  for (const file of files) {
    const text = await readPipelineFile(file);
    if (typeof text !== 'string') {
      problems.push(text);
      continue;
    }
    const loaded = await loadFile(file, text, set);
    problems.push(...loaded.problems);
    if (loaded.pipelines.length > 0) problems.push(...(await checkPipelines(loaded, signal)));
    pipelines.push(...loaded.pipelines);
  }
  // What is wrong with a `--set` is so for every file.
  const distinct = new Map(problems.map((problem) => [JSON.stringify(problem), problem]));
  return { pipelines, problems: [...distinct.values()] };
}

function loadFile(file: string, text: string, overrides: readonly string[]): Promise<Loaded> {
  return loadPipelines(
    { file, text },
    {
      catalog: openCatalog(dirname(resolve(file))),
      env: process.env,
      overrides,
      cwd: process.cwd(),
      readFile: (path) => readFile(path, 'utf8'),
    },
  );
}

async function readPipelineFile(file: string): Promise<string | Problem> {
  const problem = (code: string, exitCode: number, message: string, hint?: string): Problem => ({
    code,
    exitCode,
    message,
    severity: 'error',
    location: { file },
    length: 0,
    ...(hint !== undefined && { hint }),
  });
  try {
    const found = await stat(file);
    if (found.isDirectory()) {
      return problem('unreadable-file', ExitCode.io, 'this is a folder', 'name the pipeline file in it');
    }
    if (found.size > LARGEST) {
      return problem('not-a-pipeline', ExitCode.badPipeline, 'this file is too large to be a pipeline');
    }
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(file));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_ENCODING_INVALID_ENCODED_DATA') {
      return problem('not-a-pipeline', ExitCode.badPipeline, 'this file is not UTF-8 text');
    }
    const { code, exitCode, message } = toPipelineError(error);
    if (code === 'missing-file') return problem(code, exitCode, 'there is no such file', await nearby(file));
    return problem('unreadable-file', exitCode, `this file cannot be read: ${message}`);
  }
}

/** A pipeline of a similar name in the same folder. */
async function nearby(file: string): Promise<string | undefined> {
  const names = await readdir(dirname(resolve(file))).catch(() => []);
  return didYouMean(
    basename(file),
    names.filter((name) => /\.ya?ml$/i.test(name)),
  );
}
