/** `npm run build`: the bzip2 kernel, the compiled sources in dist/, and the JSON Schema of pipeline files. */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  readdirSync,
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

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const BZIP2 = 'pipeline/formats/bzip2';
const KERNEL = `${BZIP2}/kernel.wasm`;
const ASSEMBLY = `${BZIP2}/assembly`;
const CLI = 'pipeline/cli/main.js';
/** Built aside and put in place as a whole: a program that runs meanwhile finds either all of the old or all of the new. */
const FRESH = `dist.${process.pid}.tmp`;
const OLD = `dist.${process.pid}.old`;

process.chdir(ROOT);
await buildKernel();
compile();
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

function compile(): void {
  const typescript = createRequire(import.meta.url).resolve('typescript/package.json');
  run([join(dirname(typescript), 'bin/tsc'), '-p', 'tsconfig.build.json', '--outDir', FRESH]);
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
