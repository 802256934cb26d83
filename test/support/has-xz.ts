import { spawnSync } from 'node:child_process';

/** Is there a program to compress to xz with? */
export const hasXz = spawnSync('xz', ['--version'], { stdio: 'ignore' }).status === 0;

if (!hasXz) console.info('skipped: the tests that make .xz files (no xz on the PATH)');
