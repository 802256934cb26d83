export type KernelName = 'simd' | 'typescript' | 'bz2';

/**
 * Decodes single blocks. A kernel has state (the block that is being given out) and memory of its own: one decoder at a
 * time may use it.
 */
export interface BlockKernel {
  readonly name: KernelName;
  /** Whoever calls {@link decodeBlock} puts compressed bytes here first. */
  readonly window: Uint8Array;
  /**
   * Decodes a block.
   *
   * @param bit the first bit of the window after the block's mark
   * @param length how many bytes of the window are filled
   * @param level 1 to 9, of the stream that the block is in
   */
  decodeBlock(bit: number, length: number, level: number): DecodedBlock;
  /**
   * The next piece of the content, never empty; a view of the kernel's memory, valid until the next call of either method.
   * Call it only while there are bytes {@link remaining}. Undefined when the block ends within the encoding of a run.
   */
  nextPiece(): Uint8Array | undefined;
  /** How many bytes of the block, before run-length expansion, are still to be given out. */
  readonly remaining: number;
  /** The checksum of all pieces given out so far. */
  readonly checksum: number;
}

export interface DecodedBlock {
  /** Of block-status.ts; the rest holds only when it is `BLOCK_OK`. */
  readonly status: number;
  /** The first bit of the window after the block: that of the next mark. */
  readonly endBit: number;
  /** The checksum that the content should have, as a signed 32 bit number. */
  readonly storedChecksum: number;
}
