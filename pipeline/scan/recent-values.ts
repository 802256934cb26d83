import type { PropertyValue } from '../records/record-type.ts';

const SLOTS = 4096;

/**
 * Some of the values that were seen, most likely the last ones. One place for each, so that to ask costs a look at five characters
 * and one comparison; to be asked for once too often costs no more than another scan.
 */
export class RecentValues {
  readonly #slots = new Array<PropertyValue | undefined>(SLOTS).fill(undefined);

  has(value: PropertyValue): boolean {
    return this.#slots[slotOf(value)] === value;
  }

  add(value: PropertyValue): void {
    this.#slots[slotOf(value)] = value;
  }
}

function slotOf(value: PropertyValue): number {
  if (typeof value !== 'string') return Number(value) & (SLOTS - 1);
  const { length } = value;
  let hash = length;
  hash = Math.imul(hash, 31) + value.charCodeAt(length - 1);
  hash = Math.imul(hash, 31) + value.charCodeAt(length - 2);
  hash = Math.imul(hash, 31) + value.charCodeAt(length >> 1);
  hash = Math.imul(hash, 31) + value.charCodeAt(length >> 2);
  hash = Math.imul(hash, 31) + value.charCodeAt(0);
  return (hash ^ (hash >>> 12)) & (SLOTS - 1);
}
