import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { ownFile, ownModule } from '../../pipeline/own-files.ts';

it('finds what is not imported, beside the sources', () => {
  for (const url of [ownFile('pipeline/engine/from-sources.mjs'), ownModule('pipeline/engine/worker')]) {
    expect(existsSync(url)).toBe(true);
  }
});

it('finds it beside what was built', () => {
  const chunks = fileURLToPath(new URL('../../dist/chunks/', import.meta.url));
  const kernel = readdirSync(chunks).find((name) => name.startsWith('simd-kernel-'));
  // Without its file there would be no error: bzip2 is then decoded by slower code.
  const program = `import { createSimdKernel } from ${JSON.stringify(`${chunks}${kernel}`)}; console.log(createSimdKernel().name);`;
  const said = execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
  expect(said).toBe('simd\n');
});
