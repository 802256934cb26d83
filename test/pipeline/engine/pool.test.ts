import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { openPool } from '../../../pipeline/engine/pool.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** A module whose tasks wait for each other, so that each needs a thread of its own; they tell which thread they had. */
function meeting(): URL {
  const path = join(temporaryFolder(), 'task.mjs');
  writeFileSync(
    path,
    `import { setTimeout } from 'node:timers/promises';
     import { threadId } from 'node:worker_threads';
     export default async ({ arrived, expected }) => {
       Atomics.add(arrived, 0, 1);
       while (Atomics.load(arrived, 0) < expected) await setTimeout(1);
       return threadId;
     };`,
  );
  return pathToFileURL(path);
}

it('keeps threads that wait for more to do', async () => {
  const pool = openPool(2, new AbortController().signal);
  try {
    const task = meeting();
    const threadsOfTwo = async () => {
      const both = { arrived: new Int32Array(new SharedArrayBuffer(4)), expected: 2 };
      return (await Promise.all([pool.run(task, both), pool.run(task, both)])).sort();
    };
    const threads = await threadsOfTwo();
    await setTimeout(50);
    expect(await threadsOfTwo()).toEqual(threads);
  } finally {
    await pool.close();
  }
});

it('can be closed before it was used', async () => {
  await openPool(2, new AbortController().signal).close();
});
