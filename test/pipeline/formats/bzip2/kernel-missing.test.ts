import { expect, it, vi } from 'vitest';
import { createKernel } from '../../../../pipeline/formats/bzip2/create-kernel.ts';
import { decodeBzip2 } from '../../../../pipeline/formats/bzip2/index.ts';
import { encode, gather, inChunks } from '../../../support/bzip2.ts';

vi.mock('node:fs', async (original) => ({
  ...(await original<typeof import('node:fs')>()),
  readFileSync: () => {
    throw new Error('no such file');
  },
}));

it('takes the TypeScript kernel where WebAssembly, or the file, is missing', async () => {
  expect((await createKernel()).name).toBe('typescript');
  expect(String(await gather(decodeBzip2(inChunks(await encode(Buffer.from('text'))))))).toBe('text');
});

it('does not take another kernel than that asked for', async () => {
  await expect(createKernel('simd')).rejects.toThrow('no such file');
});
