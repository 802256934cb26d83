/** All stages that a pipeline can name: the built-in ones, and those of installed packages called `sc-pipeline-stage-NAME`. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ExitCode, PipelineError } from './errors.ts';
import { registry, type StageCatalog } from './registry.ts';
import { type StageCode, withSchema } from './stage.ts';

const PREFIX = 'sc-pipeline-stage-';

/**
 * The catalog as seen from a folder: packages are looked for where Node would look for them from there, in the `node_modules` of
 * the folder and of those around it. A package exports its stage as its default export.
 */
export function openCatalog(folder: string): StageCatalog {
  const builtIn = registry.names();
  const packages = findPackages(folder);
  const loadCode = async (name: string): Promise<StageCode | undefined> => {
    if (builtIn.includes(name)) return registry.loadCode(name);
    const path = packages.get(name);
    return path === undefined ? undefined : loadPackage(name, path);
  };
  return {
    names: () => [...builtIn, ...[...packages.keys()].filter((name) => !builtIn.includes(name))],
    loadCode,
    async load(name) {
      const stage = await loadCode(name);
      return stage && withSchema(stage);
    },
  };
}

/** Stage name -> folder of its package; the nearest one counts. */
function findPackages(folder: string): Map<string, string> {
  const found = new Map<string, string>();
  for (let at = folder; ; at = dirname(at)) {
    const modules = join(at, 'node_modules');
    for (const name of namesIn(modules)) {
      const stage = name.slice(PREFIX.length);
      if (name.startsWith(PREFIX) && !found.has(stage)) found.set(stage, join(modules, name));
    }
    if (dirname(at) === at) return found;
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    // Not there, or not to be read: then Node finds nothing in it either.
    return [];
  }
}

async function loadPackage(name: string, folder: string): Promise<StageCode> {
  const broken = (message: string, cause?: unknown) =>
    new PipelineError('broken-stage', ExitCode.badPipeline, `the package ${PREFIX}${name} ${message}`, {
      hint: `install it again, or ask its author (${folder})`,
      cause,
    });
  let stage: unknown;
  try {
    ({ default: stage } = await import(pathToFileURL(entryOf(folder)).href));
  } catch (cause) {
    throw broken(`cannot be loaded: ${cause instanceof Error ? cause.message : String(cause)}`, cause);
  }
  if (!isStage(stage)) throw broken('has no stage as its default export');
  if (stage.name !== name) throw broken(`exports a stage of another name, \`${stage.name}\``);
  return stage;
}

/** The file that `import` takes of a package. Node's own lookup from another folder is still behind a flag. */
function entryOf(folder: string): string {
  const { exports, main } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return join(folder, importTarget(exports?.['.'] ?? exports) ?? main ?? 'index.js');
}

function importTarget(target: unknown): string | undefined {
  if (typeof target === 'string') return target;
  if (typeof target !== 'object' || target === null) return undefined;
  for (const [condition, inner] of Object.entries(target)) {
    if (!['node', 'import', 'default'].includes(condition)) continue;
    const found = importTarget(inner);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isStage(value: unknown): value is StageCode {
  const { name, kind, role, options } = (value ?? {}) as Partial<StageCode>;
  return (
    typeof name === 'string' &&
    ['source', 'transform', 'sink'].includes(kind ?? '') &&
    typeof role === 'string' &&
    (typeof options === 'function' || typeof options?.safeParse === 'function')
  );
}
