import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { globSync } from 'tinyglobby';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Before any test: the command line is tested as users get it, built. Nothing is done when it is built from these sources. */
export default function build(): void {
  const sources = globSync(['{pipeline,transforms,sinks,scripts}/**/*.ts', 'package.json', 'tsconfig*.json'], {
    cwd: root,
  });
  const modified = (file: string) => statSync(join(root, file), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const built = modified('schema.json');
  if (sources.every((file) => modified(file) < built)) return;
  const script = join(root, 'scripts/build.ts');
  execFileSync(process.execPath, ['--import', 'tsx', script], { stdio: ['ignore', 'ignore', 'inherit'] });
}
