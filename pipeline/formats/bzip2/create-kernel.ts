import type { BlockKernel, KernelName } from './kernel.ts';
import { createTypeScriptKernel } from './typescript/kernel.ts';

/**
 * The named kernel, or the fastest that works here.
 *
 * @throws Error when the kernel asked for by name does not work here.
 */
export async function createKernel(name?: KernelName): Promise<BlockKernel> {
  if (name === 'typescript') return createTypeScriptKernel();
  if (name === 'bz2') return (await import('./bz2-kernel.ts')).createBz2Kernel();
  const { createSimdKernel } = await import('./simd-kernel.ts');
  if (name === 'simd') return createSimdKernel();
  try {
    return createSimdKernel();
  } catch {
    // WebAssembly or its vectors are missing (`node --jitless`, an old processor), or the kernel was not built.
    return createTypeScriptKernel();
  }
}
