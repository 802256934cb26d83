/**
 * The last bits of a file may both make a block larger than its level allows and be cut off. readSymbols takes several symbols at
 * a time, some of which may lie beyond the end, and so cannot tell which of the two comes first. This walk takes one at a time; it
 * is for such damage only.
 */
import { GROUP_SIZE, MAX_CODE_LENGTH } from '../limits';
import { isPastEnd, moveTo, position, readBits } from './bit-reader';
import { bytesInUse, selectorCount } from './block-header';
import { codeLength, RUN_DIGITS, symbolOf } from './huffman';
import { SELECTORS } from './memory';

/** Does the block have more than `maxSize` rows before the end of the file? The reader stands at the first symbol. */
export function isTooLargeBeforeEnd(maxSize: i32): bool {
  let size = 0;
  let run = 0;
  let digits = 0;
  for (let group = 0; group < selectorCount; group++) {
    const table = <i32>load<u8>(SELECTORS + group);
    for (let i = 0; i < GROUP_SIZE; i++) {
      const symbol = readSymbol(table);
      if (symbol < 0 || symbol > bytesInUse || isPastEnd()) return false;
      if (symbol < RUN_DIGITS) {
        run += (symbol + 1) << digits++;
      } else {
        size += run + 1;
        run = 0;
        digits = 0;
      }
      if (size + run > maxSize) return true;
    }
  }
  return false;
}

/** -1 when it is none. */
function readSymbol(table: i32): i32 {
  const bit = position();
  const code = readBits(MAX_CODE_LENGTH);
  const length = codeLength(table, code);
  if (length > MAX_CODE_LENGTH) return -1;
  moveTo(bit + length);
  return symbolOf(table, code, length);
}
