import { createKernel } from './create-kernel.ts';
import type { BlockKernel, KernelName } from './kernel.ts';

/** Kernels out of use, by what they were asked for as. To make one takes longer than to decode a small file. */
const idle = new Map<KernelName | undefined, BlockKernel[]>();

export async function borrowKernel(name: KernelName | undefined): Promise<BlockKernel> {
  return idle.get(name)?.pop() ?? createKernel(name);
}

export function returnKernel(name: KernelName | undefined, kernel: BlockKernel): void {
  idle.set(name, [...(idle.get(name) ?? []), kernel]);
}
