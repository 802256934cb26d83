/**
 * Writes and compresses big backups and fails if that needs memory in proportion: `npx tsx test/slow/fixtures.ts [megabytes]`.
 * The dump has the size given, compressed ones a part of it.
 */
import { compress, dumpBytes, inventCloud, scaleFor } from '../../fixtures/index.ts';

const total = Number(process.argv[2] ?? 1000) * 1e6;
/** What garbage collection may let stand between the first tenth of a stream and the rest. */
const MOST_GROWTH = 200e6;

const cloud = inventCloud({ seed: 1, ...scaleFor(total / 10), snapshots: 2 });
const dump = (size: number) => dumpBytes(cloud.history, cloud.snapshots[1]!, { size });
let failed = false;

function check(what: string, holds: boolean, found: string): void {
  console.log(`${holds ? 'ok  ' : 'FAIL'} ${what}: ${found}`);
  failed ||= !holds;
}

/** Reads a stream to its end; about `expected` bytes long. */
async function drain(source: AsyncIterable<Uint8Array>, expected: number) {
  let [bytes, early, late] = [0, 0, 0];
  for await (const chunk of source) {
    bytes += chunk.length;
    const resident = process.memoryUsage.rss();
    if (bytes < expected / 10 || early === 0) early = Math.max(early, resident);
    else late = Math.max(late, resident);
  }
  return { bytes, growth: late - early };
}

const megabytes = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;

const { bytes, growth } = await drain(dump(total), total);
check('size of the dump', Math.abs(bytes - total) / total < 0.05, `${megabytes(bytes)} of ${megabytes(total)}`);
check('memory of the dump', growth < MOST_GROWTH, `${megabytes(growth)} more at its end than at its beginning`);

// In proportion to what each compressor does in a minute or so.
for (const [compression, part] of [
  ['gz', 5],
  ['zst', 5],
  ['bz2', 50],
  ['xz', 50],
] as const) {
  const size = total / part;
  const compressed = await drain(compress(dump(size), compression), size / 4);
  const ratio = compressed.bytes / size;
  check(`${compression}, ratio`, ratio > 0.05 && ratio < 0.5, ratio.toFixed(3));
  check(`${compression}, memory`, compressed.growth < MOST_GROWTH, `${megabytes(compressed.growth)} more at its end`);
}

process.exitCode = failed ? 1 : 0;
