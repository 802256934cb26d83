const WORDS = 4;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export const isUuid = (text: unknown): text is string => typeof text === 'string' && UUID.test(text);

/**
 * UUIDs, each once, in the order in which they came. 16 bytes each in a list, and a hash table of indexes into it: some 30 bytes,
 * where a Set of strings takes over 100.
 */
export class IdList {
  #words = new Uint32Array(1024 * WORDS);
  /** Index + 1 of the id whose hash leads here; 0 where there is none. At most half full. */
  #table = new Uint32Array(2048);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** False when it is there already. */
  add(id: string): boolean {
    if (2 * (this.#length + 1) > this.#table.length) this.#grow();
    this.#write(id);
    const slot = this.#slotOf(this.#length);
    if (this.#table[slot] !== 0) return false;
    this.#length += 1;
    this.#table[slot] = this.#length;
    return true;
  }

  at(index: number): string {
    const hex = Array.from(this.#words.subarray(index * WORDS, (index + 1) * WORDS), (word) =>
      word.toString(16).padStart(8, '0'),
    ).join('');
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  }

  /** Puts it behind the last one, where it stays if it is new. */
  #write(id: string): void {
    const hex = id.replaceAll('-', '');
    for (let i = 0; i < WORDS; i++) {
      this.#words[this.#length * WORDS + i] = Number.parseInt(hex.slice(8 * i, 8 * i + 8), 16);
    }
  }

  /** Where the table leads to this id, or could. */
  #slotOf(index: number): number {
    const mask = this.#table.length - 1;
    // UUIDs are random: they are their own hash.
    let slot = this.#words[index * WORDS]! & mask;
    while (this.#table[slot] !== 0 && !this.#same(this.#table[slot]! - 1, index)) slot = (slot + 1) & mask;
    return slot;
  }

  #same(a: number, b: number): boolean {
    for (let i = 0; i < WORDS; i++) if (this.#words[a * WORDS + i] !== this.#words[b * WORDS + i]) return false;
    return true;
  }

  #grow(): void {
    const words = new Uint32Array(2 * this.#words.length);
    words.set(this.#words);
    this.#words = words;
    this.#table = new Uint32Array(2 * this.#table.length);
    for (let i = 0; i < this.#length; i++) this.#table[this.#slotOf(i)] = i + 1;
  }
}
