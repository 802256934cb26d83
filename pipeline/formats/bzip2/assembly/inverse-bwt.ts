/**
 * The inverse Burrows-Wheeler transform.
 *
 * Sort all rotations of a block. Stored are the last column of that table, and which row is the block itself. Take a row
 * whose last byte is b, the r-th b of the column: the rotation that begins with this very b is the r-th of those that
 * begin with b, since both kinds are in the order of what follows the b. So
 *
 *     next row = first row that begins with b + r
 *
 * and the walk from row to row meets the bytes of the block, the last one first.
 *
 * Each step loads from a place that only the last step tells, anywhere in 3.6 MB: walking is waiting for memory. But the
 * table has one row for each byte of the block, and a walk may begin at any of them, without knowing where in the block
 * that is, provided that it ends where another walk began. So rows all over the table are marked as starts of segments;
 * sixteen walkers take segments from that list, and their waits overlap. Laid end to end, from the block's own row on, the
 * segments are the block.
 */
import { origin } from './block-header';
import {
  COUNTS, COUNTS_SIZE, LANE_SIZE, LANES, MAX_SEGMENTS, RAW, ROWS, SEGMENT_SIZE, SEGMENTS, WALKER_COUNT, WALKER_SIZE,
  WALKERS,
} from './memory';
import { ONE, rowCount } from './symbols';

/** The row where a segment starts is replaced by this bit and the number of the segment. */
const START = 1 << 31;

// A segment: the row that the mark replaced; the segment after it; where its bytes end and begin.
const FIRST_ROW = 0;
const NEXT = 4;
const END = 8;
const BEGIN = 12;

// A walker: the row that it is at; the segment that it walks.
const ROW = 0;
const SEGMENT = 4;

let segmentCount = 0;
let segmentsTaken = 0;
/** Walkers that have a segment. */
let busy = 0;
/** A row that leads to itself, for walkers that have none. */
let idleRow = 0;

function segmentAt(number: i32): i32 {
  return SEGMENTS + number * SEGMENT_SIZE;
}

export function invert(): void {
  countsToAddresses();
  markStarts();
  walk();
  join();
}

/** COUNTS becomes the address of the first row that begins with each byte. */
function countsToAddresses(): void {
  let address = ROWS;
  for (let at = COUNTS; at < COUNTS + COUNTS_SIZE; at += 4) {
    const rows = load<i32>(at) / ONE;
    store<i32>(at, address);
    address += rows * 4;
  }
  // Byte 0 begins the first row, if any; the one after the last row is so far away from that.
  idleRow = rowCount * ONE;
  store<i32>(ROWS + rowCount * 4, idleRow);
}

/** In a full block segments are some 900 bytes: short, so that no walker works on long after the list is empty. */
function markStarts(): void {
  segmentCount = 0;
  markStart(origin);
  const distance = max(rowCount / (MAX_SEGMENTS - 1) + 1, 64);
  for (let row = distance; row < rowCount; row += distance) if (row != origin) markStart(row);
}

function markStart(row: i32): void {
  const at = ROWS + row * 4;
  store<i32>(segmentAt(segmentCount), load<i32>(at), FIRST_ROW);
  store<i32>(at, START | segmentCount++);
}

/** The step from row to row. `row >>> 8` is four times the rank, that is, its distance in bytes. */
function follow(row: i32): i32 {
  return load<i32>(load<i32>(COUNTS + ((row & 255) << 2)) + (row >>> 8));
}

/** All walkers write at the same height, downwards, each in its own lane. */
function walk(): void {
  segmentsTaken = 0;
  busy = WALKER_COUNT;
  let height = LANE_SIZE;
  for (let number = 0; number < WALKER_COUNT; number++) begin(number, height);
  while (busy > 0) {
    height--;
    for (let number = 0; number < WALKER_COUNT; number++) {
      const walker = WALKERS + number * WALKER_SIZE;
      const row = load<i32>(walker, ROW);
      store<u8>(LANES + number * LANE_SIZE + height, row);
      const next = follow(row);
      store<i32>(walker, next, ROW);
      if (next & START) {
        finish(number, next & ~START, height);
        begin(number, height);
      }
    }
  }
}

/** The walker takes the next segment from the list. */
function begin(number: i32, height: i32): void {
  const walker = WALKERS + number * WALKER_SIZE;
  if (segmentsTaken == segmentCount) {
    busy--;
    store<i32>(walker, idleRow, ROW);
    return;
  }
  const segment = segmentAt(segmentsTaken++);
  store<i32>(segment, LANES + number * LANE_SIZE + height, END);
  store<i32>(walker, segment, SEGMENT);
  store<i32>(walker, load<i32>(segment, FIRST_ROW), ROW);
}

function finish(number: i32, next: i32, height: i32): void {
  const segment = load<i32>(WALKERS + number * WALKER_SIZE, SEGMENT);
  store<i32>(segment, LANES + number * LANE_SIZE + height, BEGIN);
  store<i32>(segment, next, NEXT);
}

/** Lays the segments end to end, the last one of the block first. */
function join(): void {
  const end = RAW + rowCount;
  let at = end;
  let number = 0;
  do {
    const segment = segmentAt(number);
    const length = load<i32>(segment, END) - load<i32>(segment, BEGIN);
    at -= length;
    memory.copy(at, load<i32>(segment, BEGIN), length);
    number = load<i32>(segment, NEXT);
  } while (number != 0);
  if (at > RAW) repeat(at, end - at);
}

/** A block that is one text several times over has equal rotations, and the walk comes back to its start after one time. */
function repeat(period: i32, length: i32): void {
  memory.copy(RAW, period, length);
  for (let filled = length; filled < rowCount; filled *= 2) {
    memory.copy(RAW + filled, RAW, min(filled, rowCount - filled));
  }
}
