// Development only, not part of the package: lets a worker thread run .ts files. On Node 20 `--import tsx` does not reach the
// dynamic imports of a worker, so the hooks are registered in the thread itself.
import { register } from 'tsx/esm/api';

register();

export default async function run({ module, task }) {
  const { default: work } = await import(module);
  return work(task);
}
