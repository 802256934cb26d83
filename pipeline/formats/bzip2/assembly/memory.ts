/**
 * The map of the kernel's memory. Every area has one fixed place: addresses are constants, which the compiler folds into
 * the loads and stores, nothing is ever allocated, and the memory never grows.
 */
import {
  MAX_BLOCK_SIZE, MAX_CODE_LENGTH, MAX_SELECTORS, MAX_SYMBOLS, MAX_TABLES, PIECE_SIZE, WINDOW_SIZE,
} from '../limits';

/** Vectors are loaded and stored whole: every area ends with room for one that is only partly in it. */
const SLACK = 64;
/** Areas that are used a lot begin at a cache line of 64 bytes. */
const LINE = ~63;

// Huffman tables: see huffman.ts

/** Ten bits: the six tables take 24 kB of a first-level cache of 32, and all but one lookup in eighty succeed. */
export const FAST_BITS = 10;
export const FAST_ENTRIES = 1 << FAST_BITS;
export const FAST_SIZE = FAST_ENTRIES * 4;
export const LIMIT_SIZE = (MAX_CODE_LENGTH + 1) * 4;
export const SORTED_SIZE = MAX_SYMBOLS * 2;

export const FAST = 1024;
export const LIMIT = FAST + MAX_TABLES * FAST_SIZE;
export const OFFSET = LIMIT + MAX_TABLES * LIMIT_SIZE;
export const SORTED = OFFSET + MAX_TABLES * LIMIT_SIZE;
/** The fast table of single symbols, while a table is built. */
export const SINGLE = SORTED + MAX_TABLES * SORTED_SIZE;
/** The code lengths of the table that is being built. */
export const LENGTHS = SINGLE + FAST_ENTRIES * 2;
/** Which table codes each group of symbols. */
export const SELECTORS = LENGTHS + MAX_SYMBOLS + SLACK;

// Move to front: see recent-bytes.ts

export const RECENT = (SELECTORS + MAX_SELECTORS + 63) & LINE;
export const SHUFFLES = RECENT + 256 + SLACK;

// Checksum: see crc.ts

export const CRC_TABLE_SIZE = 256 * 4;
export const CRC_TABLES = (SHUFFLES + 16 * 16 + 63) & LINE;

// Inverse transform: see inverse-bwt.ts

/** For each byte value, how often it occurs; later, the address of the first row that begins with it. */
export const COUNTS = CRC_TABLES + 8 * CRC_TABLE_SIZE;
export const COUNTS_SIZE = 256 * 4;

/** The last column of the sorted rotations, four bytes a row; then one row for walkers without work. */
export const ROWS = COUNTS + COUNTS_SIZE;

export const MAX_SEGMENTS = 1024;
export const SEGMENT_SIZE = 16;
export const SEGMENTS = (ROWS + (MAX_BLOCK_SIZE + 1) * 4 + SLACK + 63) & LINE;

/** Enough to keep the memory busy: with 8 the transform takes a quarter longer, and 24 gain nothing. */
export const WALKER_COUNT = 16;
export const WALKER_SIZE = 8;
export const WALKERS = SEGMENTS + MAX_SEGMENTS * SEGMENT_SIZE;

/** Where a walker writes. One may have to walk the whole block; as a rule it walks a sixteenth, and the rest is never touched. */
export const LANE_SIZE = (MAX_BLOCK_SIZE + 63) & LINE;
export const LANES = (WALKERS + WALKER_COUNT * WALKER_SIZE + 63) & LINE;

/** The block before its runs are expanded. */
export const RAW = LANES + WALKER_COUNT * LANE_SIZE;

// What the host reads and writes

export const OUTPUT = (RAW + MAX_BLOCK_SIZE + SLACK + 63) & LINE;
/** The last run, or vector, may exceed the size of a piece. */
export const WINDOW = (OUTPUT + PIECE_SIZE + 259 + SLACK + 63) & LINE;
/**
 * What follows the window is never written. Reading that goes on beyond the end meets zeros there, which end all unary numbers;
 * so it is noticed after 5 kB at most.
 */
const MEMORY_END = WINDOW + WINDOW_SIZE + 8192;

// asconfig.json says how many pages of 64 kB there are.
if (memory.size() << 16 < MEMORY_END) unreachable();
