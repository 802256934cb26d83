import {
  type BlockKernel,
  createKernel,
  decodeStretch,
  planStretches,
  type RandomAccess,
  Stitcher,
  type Stretch,
} from '../../pipeline/formats/bzip2/index.ts';

export function inMemory(bytes: Uint8Array): RandomAccess {
  return {
    size: bytes.length,
    async read(offset, length) {
      if (offset + length > bytes.length) throw new RangeError('beyond the end');
      return bytes.subarray(offset, offset + length);
    },
  };
}

export async function outcomeOf(file: RandomAccess, stretch: Stretch, kernel: BlockKernel) {
  const pieces: Buffer[] = [];
  const content = decodeStretch(file, stretch, kernel);
  for (;;) {
    const next = await content.next();
    if (next.done) return { pieces, result: structuredClone(next.value) };
    pieces.push(Buffer.from(next.value));
  }
}

/** Decodes all stretches in no useful order, as a pool of workers might, then stitches them together. */
export async function decodeInParallel(bytes: Uint8Array, stretchBytes: number, plan?: readonly Stretch[]) {
  const file = inMemory(bytes);
  const kernel = await createKernel();
  const stretches = plan ?? (await planStretches(file, stretchBytes));
  const outcomes = new Map<Stretch, Awaited<ReturnType<typeof outcomeOf>>>();
  for (const stretch of [...stretches].reverse()) outcomes.set(stretch, await outcomeOf(file, stretch, kernel));
  const warnings: string[] = [];
  const stitcher = new Stitcher(file.size, (code, message) => warnings.push(`${code}: ${message}`));
  const content: Buffer[] = [];
  let replaced = 0;
  let error: unknown;
  try {
    for (const planned of stretches) {
      const stretch = stitcher.next(planned);
      if (stretch === undefined) continue;
      if (stretch !== planned) replaced++;
      const outcome = outcomes.get(stretch) ?? (await outcomeOf(file, stretch, kernel));
      content.push(...outcome.pieces);
      stitcher.accept(outcome.result);
    }
    stitcher.finish();
  } catch (caught) {
    error = caught;
  }
  return { content: Buffer.concat(content), error, warnings, stretches: stretches.length, replaced };
}
