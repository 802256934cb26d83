import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from './temporary-folder.ts';

/** Notes the address of every module that is imported, in the file that $LOADED names. */
const HOOKS = `
  import { appendFileSync } from 'node:fs';
  export async function load(url, context, next) {
    appendFileSync(process.env.LOADED, url + '\\n');
    return next(url, context);
  }`;
const asModule = (text: string) => `data:text/javascript,${encodeURIComponent(text)}`;
const REGISTER = asModule(`import { register } from 'node:module'; register(${JSON.stringify(asModule(HOOKS))});`);

export interface Loaded {
  /** Files of this package or of others. */
  readonly files: number;
  /** By name, whether they are packages of their own or part of what was built. */
  readonly packages: readonly string[];
}

/** What a program of Node imports, as this thread of it is concerned. */
export function loadedBy(args: readonly string[], cwd: string): Loaded {
  const list = join(temporaryFolder(), 'loaded');
  execFileSync(process.execPath, ['--import', REGISTER, ...args], {
    cwd,
    env: { ...process.env, LOADED: list },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const urls = [...new Set(readFileSync(list, 'utf8').trimEnd().split('\n'))];
  const files = urls.filter((url) => url.startsWith('file:')).map((url) => fileURLToPath(url));
  return { files: files.length, packages: [...new Set(files.flatMap(packagesIn))].sort() };
}

/** A file of a package is that package; a built file says above each part where it is from. */
function packagesIn(file: string): string[] {
  const own = packageOf(file);
  if (own !== undefined) return [own];
  const origins = readFileSync(file, 'utf8').matchAll(/^\/\/ ((?:\.\.\/.*)?node_modules\/.*)$/gm);
  return [...origins].flatMap(([, origin = '']) => packageOf(origin) ?? []);
}

const packageOf = (path: string): string | undefined => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1];
