/** `npm run build`: the bzip2 kernel, the program and its types in dist/, and the JSON Schema of pipeline files. */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';
import { build, type Metafile } from 'esbuild';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const BZIP2 = 'pipeline/formats/bzip2';
const KERNEL = `${BZIP2}/kernel.wasm`;
const ASSEMBLY = `${BZIP2}/assembly`;
const CLI = 'pipeline/cli/main.js';
/** Files that something other than the program itself starts from; all else is reached from these. */
const ENTRIES = [
  'pipeline/cli/main.ts',
  'pipeline/index.ts',
  // Threads begin here: see pipeline/own-files.ts.
  'pipeline/engine/worker.ts',
  'pipeline/sources/backups/bzip2-thread.ts',
  // The bench measures these by themselves.
  'pipeline/formats/sql-dump/dump-reader.ts',
  'pipeline/formats/bzip2/index.ts',
];
/** Packages of many files that most runs need, of which to load one file takes a fraction of the time. The others stay packages. */
const BUNDLED = ['commander', 'csv-stringify', 'fastest-levenshtein', 'jsep', 'tinyglobby', 'yaml', 'zod'];
/** Built aside and put in place as a whole: a program that starts meanwhile finds either all of the old or all of the new. */
const FRESH = `dist.${process.pid}.tmp`;
const OLD = `dist.${process.pid}.old`;

process.chdir(ROOT);
await buildKernel();
declareTypes();
const { inputs } = await bundle().catch((error: Error) => fail(error.message));
writeFileSync(`${FRESH}/third-party-licenses.txt`, licensesOf(inputs));
mkdirSync(`${FRESH}/${BZIP2}`, { recursive: true });
copyFileSync(KERNEL, `${FRESH}/${KERNEL}`);
chmodSync(`${FRESH}/${CLI}`, 0o755);
// The schema of pipeline.yaml, as the program itself tells it; editors and the package use the file.
const schema = run([`${FRESH}/${CLI}`, 'schema']);
putInPlace();
writeFileSync('schema.json', schema);
linkCommand();

/** AssemblyScript to WebAssembly; tests and tsx use the result where it lies, beside the sources. */
async function buildKernel(): Promise<void> {
  const sources = readdirSync(ASSEMBLY).map((name) => join(ASSEMBLY, name));
  const shared = ['limits.ts', 'block-status.ts'].map((name) => join(BZIP2, name));
  const built = statSync(KERNEL, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if ([...sources, ...shared].every((file) => statSync(file).mtimeMs < built)) return;
  const { error, stderr } = await asc.main(['--config', `${ASSEMBLY}/asconfig.json`]);
  if (error) fail(`asc: ${error.message}\n${stderr}`);
}

/** What authors of stages import, as TypeScript sees it. Types are checked by `npm run check`. */
function declareTypes(): void {
  const typescript = createRequire(import.meta.url).resolve('typescript/package.json');
  run([join(dirname(typescript), 'bin/tsc'), '-p', 'tsconfig.build.json', '--outDir', FRESH]);
}

/**
 * The program as few files instead of hundreds, since Node takes some 0.4 ms for each: what is always loaded together is one file in
 * dist/chunks/. What is imported on demand stays so.
 */
async function bundle(): Promise<Metafile> {
  const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as { dependencies: Record<string, string> };
  const packages = Object.keys(dependencies).filter((name) => !BUNDLED.includes(name));
  const { metafile } = await build({
    entryPoints: ENTRIES,
    outdir: FRESH,
    outbase: '.',
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    external: packages.flatMap((name) => [name, `${name}/*`]),
    // The bundled packages that are CommonJS ask for Node's own modules by `require`.
    banner: {
      js: "import { createRequire as requireOf } from 'node:module';\nconst require = requireOf(import.meta.url);",
    },
    // They are all in third-party-licenses.txt.
    legalComments: 'none',
    metafile: true,
  });
  return metafile;
}

/** The licences of the packages that became part of the program, which ask to go where their code goes. */
function licensesOf(inputs: Metafile['inputs']): string {
  const folders = Object.keys(inputs).flatMap(
    (path) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? [],
  );
  const texts = [...new Set(folders)].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const file = readdirSync(folder).find((name) => /^licen[cs]e/i.test(name));
    if (file === undefined) fail(`${folder} has no licence file`);
    return `${name} ${version} (${license})\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
  });
  return `The program contains code of these packages.\n\n${texts.join(`\n${'-'.repeat(80)}\n\n`)}`;
}

function putInPlace(): void {
  if (existsSync('dist')) renameSync('dist', OLD);
  renameSync(FRESH, 'dist');
  rmSync(OLD, { recursive: true, force: true });
}

/** `npx sc-pipeline` in a checkout then starts at once; npx would else install the checkout into a cache of its own first. */
function linkCommand(): void {
  const link = 'node_modules/.bin/sc-pipeline';
  if (!existsSync('node_modules/.bin')) return;
  rmSync(link, { force: true });
  symlinkSync(`../../dist/${CLI}`, link);
}

/** Runs a program of Node; gives what it prints. */
function run(args: string[]): string {
  const { status, stdout } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) fail(`${args.join(' ')} failed\n${stdout}`);
  return stdout;
}

function fail(message: string): never {
  rmSync(FRESH, { recursive: true, force: true });
  console.error(message);
  process.exit(1);
}
