import { subKey } from '../../pipeline/keys/key.ts';

const WEEK = 7 * 24 * 3600 * 1e6;

/**
 * How far times are moved: a whole number of weeks, from one to `within`, that only the key tells.
 *
 * @returns microseconds.
 */
export function secretOffset(key: Uint8Array, within: number): number {
  // Of 48 bits, no remainder is more likely than another by more than one in 10^10.
  const number = Buffer.from(subKey(key, 'shift-time')).readUIntBE(0, 6);
  return (1 + (number % within)) * WEEK;
}
