/** What the format fixes, and what the decoder chooses. Compiled by tsc, and by asc as part of the kernel: plain numbers only. */

/** Levels 1 to 9 say how many times this many bytes a block may have before its runs are expanded. */
export const BLOCK_SIZE_STEP = 100_000;
export const MAX_BLOCK_SIZE = 900_000;

export const MAX_TABLES = 6;
/** 256 places in the list of recent bytes, less the first, which runs stand for; two run digits; the end of the block. */
export const MAX_SYMBOLS = 258;
export const MAX_CODE_LENGTH = 20;
/** So many symbols are coded by one table, then the next selector applies. */
export const GROUP_SIZE = 50;
/** Their count has 15 bits. */
export const MAX_SELECTORS = 32_768;

/**
 * Room for compressed bytes. bzip2 itself never needs more than 0.92 MB for a block; 900 001 symbols of 20 bits and the
 * longest header that is of any use would take 2.3 MB.
 */
export const WINDOW_SIZE = 4_194_304;
/** The content of a block is given out in pieces of about this many bytes. */
export const PIECE_SIZE = 1_048_576;
