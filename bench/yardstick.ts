/**
 * How long JavaScript takes beside native code on this machine at this moment. Where memory is short, or others use the caches, programs
 * with a heap that is collected suffer most: up to three times as long was seen beside a `gzip` that took no longer than before.
 */
import { leastOf } from './measure.ts';

/** Texts, maps and garbage, as in any run of this program. */
const SCRIPT = `const known = new Map();
for (let i = 0; i < 2e6; i++) known.set(i & 0xffff, ('row' + i + ',' + ((i * 7) % 1000)).split(','));`;

/** The ratio of processor times. */
export async function yardstick(runs: number): Promise<number> {
  const own = await leastOf(`${process.execPath} -e "${SCRIPT}"`, runs);
  const native = await leastOf('head -c 300000000 /dev/zero | sha256sum', runs);
  return own.cpu / native.cpu;
}
