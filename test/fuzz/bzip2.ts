/**
 * `npm run fuzz`: random contents are encoded, decoded by each kernel in one go and in stretches, and then damaged at random:
 * the kernels must agree, and agree with bzip2 where it is installed. It takes ten minutes, or `--seconds N`; each round has a
 * seed, and `--seed S` repeats one.
 */
import { parseArgs } from 'node:util';
import { Random } from '../../fixtures/random.ts';
import { PipelineError } from '../../pipeline/errors.ts';
import { decode, decodeUntilError, encode, hasProgram, runProgram } from '../support/bzip2.ts';
import { craftRandomisedBlock, craftStream } from '../support/bzip2-crafting.ts';
import { decodeInParallel } from '../support/bzip2-parallel.ts';

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '600' }, seed: { type: 'string' } } });
const hasBzip2 = hasProgram('bzip2');

/** The bz2 kernel is slow. */
const MAX_FOR_BZ2 = 50_000;

await main();

async function main(): Promise<void> {
  if (values.seed !== undefined) return round(values.seed);
  const end = performance.now() + Number(values.seconds) * 1000;
  const start = Date.now();
  let rounds = 0;
  for (; performance.now() < end; rounds++) {
    const seed = `${start}-${rounds}`;
    try {
      await round(seed);
    } catch (error) {
      console.error(`round ${rounds} failed; repeat it with: npm run fuzz -- --seed ${seed}`);
      throw error;
    }
    if (rounds % 100 === 99) console.info(`${rounds + 1} rounds`);
  }
  console.info(`${rounds} rounds, no difference found`);
}

async function round(seed: string): Promise<void> {
  const random = new Random(seed);
  const parts = await Promise.all(Array.from({ length: random.int(1, 3) }, () => randomPart(random)));
  const content = Buffer.concat(parts.map((part) => part.content));
  const bytes = Buffer.concat(parts.map((part) => part.bytes));

  const chunkSizes = Array.from({ length: random.int(1, 4) }, () => logarithmic(random, 200_000));
  for (const kernel of ['simd', 'typescript'] as const) {
    assertEqual(await decode(bytes, { kernel }, ...chunkSizes), content, `the ${kernel} kernel`);
  }
  // It knows no randomised blocks, and none that begin with byte 255.
  if (content.length < MAX_FOR_BZ2 && parts.every((part) => !part.randomised && part.content[0] !== 255)) {
    assertEqual(await decode(bytes, { kernel: 'bz2' }), content, 'the bz2 kernel');
  }
  if (hasBzip2) assertEqual(runProgram('bzip2', ['-dc'], bytes).stdout, content, 'bzip2');
  await compareOutcomes(bytes, random);
  for (let i = 0; i < 8; i++) await compareOutcomes(damage(bytes, random), random);
}

interface Part {
  readonly content: Buffer;
  readonly bytes: Buffer;
  readonly randomised: boolean;
}

/** A stream, by one of several encoders. */
async function randomPart(random: Random): Promise<Part> {
  const content = randomContent(random);
  const level = random.int(1, 9);
  const randomised = content.length > 0 && content.length < 600_000 && random.chance(0.2);
  if (randomised) return { content, bytes: craftStream([craftRandomisedBlock(content)]), randomised };
  if (hasBzip2 && random.chance(0.5)) {
    return { content, bytes: runProgram('bzip2', [`-${level}`], content).stdout, randomised };
  }
  return { content, bytes: await encode(content, level), randomised };
}

/** Often short, seldom long. */
function logarithmic(random: Random, max: number): number {
  return Math.floor(max ** random.next());
}

function randomContent(random: Random): Buffer {
  const pieces = Array.from({ length: random.int(0, 6) }, () => {
    const length = logarithmic(random, 150_000);
    const values = random.pick([1, 2, 3, 16, 64, 256]);
    const bytes = () => Uint8Array.from({ length }, () => random.int(0, values - 1));
    return random.chance(0.5) ? Buffer.from(bytes()) : Buffer.alloc(length, bytes().subarray(0, random.int(1, 300)));
  });
  return Buffer.concat(pieces);
}

/** One to three changes of the kinds that happen to files, and some that happen on purpose. */
function damage(bytes: Buffer, random: Random): Buffer {
  let damaged: Buffer = Buffer.from(bytes);
  for (let i = random.int(1, 3); i > 0; i--) damaged = damageOnce(damaged, random);
  return damaged;
}

function damageOnce(bytes: Buffer, random: Random): Buffer {
  const at = random.chance(0.3) ? Math.min(random.int(0, 60), bytes.length) : random.int(0, bytes.length);
  const to = Math.min(bytes.length, at + logarithmic(random, 3000));
  const [before, middle, after] = [bytes.subarray(0, at), bytes.subarray(at, to), bytes.subarray(to)];
  switch (random.int(0, 6)) {
    case 0:
      return before;
    case 1:
      return Buffer.concat([before, after]);
    case 2:
      return Buffer.concat([before, middle, middle, after]);
    case 3:
      return Buffer.concat([before, Buffer.alloc(middle.length, random.pick([0, 255])), after]);
    case 4:
      return Buffer.concat([before, Buffer.from(middle.map(() => random.int(0, 255))), after]);
    default:
      if (bytes.length > 0) bytes[Math.min(at, bytes.length - 1)]! ^= 1 << random.int(0, 7);
      return bytes;
  }
}

/** All ways to decode must give the same content, or the same error. */
async function compareOutcomes(bytes: Buffer, random: Random): Promise<void> {
  const expected = await decodeUntilError(bytes, { kernel: 'typescript' });
  const outcomes = {
    'the simd kernel': await decodeUntilError(bytes, { kernel: 'simd' }),
    stretches: await decodeInParallel(bytes, Math.max(500, logarithmic(random, 100_000))),
  };
  for (const [who, { content, error }] of Object.entries(outcomes)) {
    // A stretch goes on after a stream whose checksum is wrong.
    const length = error === undefined ? content.length : expected.content.length;
    assertEqual(content.subarray(0, length), expected.content, who);
    if (describe(error) !== describe(expected.error)) {
      throw new Error(`${who}: expected ${describe(expected.error)}, found ${describe(error)}`);
    }
  }
  if (!hasBzip2) return;
  const { ok, stdout } = runProgram('bzip2', ['-dc'], bytes);
  if (ok !== (expected.error === undefined))
    throw new Error(`bzip2 ${ok ? 'accepts' : 'rejects'}: ${describe(expected.error)}`);
  if (ok) assertEqual(stdout, expected.content, 'bzip2');
}

function describe(error: unknown): string {
  if (error === undefined) return 'no error';
  if (!(error instanceof PipelineError)) throw error;
  return `${error.message} at ${error.location?.byteOffset}`;
}

function assertEqual(actual: Uint8Array, expected: Uint8Array, who: string): void {
  if (Buffer.compare(actual, expected) !== 0) {
    throw new Error(`${who}: expected ${expected.length} bytes, found ${actual.length}, and not the same`);
  }
}
