/** What can come of decoding a block. Compiled by tsc, and by asc as part of the kernel: plain numbers only. */

export const BLOCK_OK = 0;
/** The bytes at hand end before the block does. */
export const BLOCK_INCOMPLETE = 1;
export const BLOCK_NO_BYTES = 2;
export const BLOCK_BAD_TABLE_COUNT = 3;
export const BLOCK_BAD_SELECTOR = 4;
export const BLOCK_BAD_CODE_LENGTH = 5;
export const BLOCK_BAD_CODE = 6;
export const BLOCK_TOO_FEW_SELECTORS = 7;
export const BLOCK_TOO_LARGE = 8;
export const BLOCK_BAD_ORIGIN = 9;
/** The kernel does not say why. */
export const BLOCK_UNREADABLE = 10;
