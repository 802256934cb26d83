import { readFileSync } from 'node:fs';
import { ownFile } from '../../own-files.ts';
import { BLOCK_OK } from './block-status.ts';
import type { BlockKernel, DecodedBlock } from './kernel.ts';
import { WINDOW_SIZE } from './limits.ts';
import { flipRandomised } from './randomisation.ts';

/** What assembly/index.ts exports. */
interface KernelExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly WINDOW: Address;
  readonly RAW: Address;
  readonly OUTPUT: Address;
  readHeader(bit: number, length: number): number;
  readSymbols(level: number): number;
  invert(): void;
  expandPiece(): number;
  endBit(): number;
  storedChecksum(): number;
  size(): number;
  isRandomised(): number;
  remaining(): number;
  checksum(): number;
}

interface Address {
  readonly value: number;
}

// Of WebAssembly, @types/node knows next to nothing without the types of browsers.
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
};

let compiled: object | undefined;

/**
 * The kernel of assembly/: WebAssembly with vector instructions.
 *
 * @throws when this Node cannot run it, or kernel.wasm is not there.
 */
export function createSimdKernel(): BlockKernel {
  compiled ??= new WebAssembly.Module(readFileSync(ownFile('pipeline/formats/bzip2/kernel.wasm')));
  const wasm = new WebAssembly.Instance(compiled).exports as KernelExports;
  const area = ({ value }: Address, size: number) => new Uint8Array(wasm.memory.buffer, value, size);
  return {
    name: 'simd',
    window: area(wasm.WINDOW, WINDOW_SIZE),
    decodeBlock(bit, length, level): DecodedBlock {
      const status = wasm.readHeader(bit, length) || wasm.readSymbols(level);
      if (status === BLOCK_OK) {
        wasm.invert();
        if (wasm.isRandomised()) flipRandomised(area(wasm.RAW, wasm.size()));
      }
      return { status, endBit: wasm.endBit(), storedChecksum: wasm.storedChecksum() };
    },
    nextPiece() {
      const length = wasm.expandPiece();
      return length > 0 ? area(wasm.OUTPUT, length) : undefined;
    },
    get remaining() {
      return wasm.remaining();
    },
    get checksum() {
      return wasm.checksum();
    },
  };
}
