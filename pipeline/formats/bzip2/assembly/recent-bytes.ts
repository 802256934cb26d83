/**
 * The move-to-front list: byte values, the most recent one first. A symbol names a place in it, and the byte found there
 * moves to the front. Most places are among the first sixteen, and those are one vector: a single shuffle does the move.
 */
import { RECENT, SHUFFLES } from './memory';

/** Shuffle p brings byte p of a vector to the front and moves those before it up. */
function fillShuffles(): void {
  for (let place = 0; place < 16; place++) {
    for (let i = 0; i < 16; i++) store<u8>(SHUFFLES + (place << 4) + i, i == 0 ? place : i <= place ? i - 1 : i);
  }
}
fillShuffles();

function shuffle(vector: v128, place: i32): v128 {
  return v128.swizzle(vector, v128.load(SHUFFLES + (place << 4)));
}

/**
 * Moves the byte at `place` to the front.
 * @param front the first sixteen bytes, which the caller keeps in a register
 * @returns them after the move
 */
export function moveToFront(front: v128, place: i32): v128 {
  const moved = place < 16 ? shuffle(front, place) : moveFar(front, place);
  v128.store(RECENT, moved);
  return moved;
}

/** The vectors before that of `place` move up by one byte; one load that straddles two vectors fetches each of them. */
function moveFar(front: v128, place: i32): v128 {
  const byte = load<u8>(RECENT + place);
  let at = RECENT + (place & ~15);
  const last = shuffle(v128.load(at), place & 15);
  v128.store(at, i8x16.replace_lane(last, 0, load<u8>(at - 1)));
  for (at -= 16; at > RECENT; at -= 16) v128.store(at, v128.load(at - 1));
  return i8x16.replace_lane(shuffle(front, 15), 0, byte);
}
