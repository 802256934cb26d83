const SHORTEST = 3;

/**
 * Replaces values that must not be shown in texts of others (a stage's own messages): secrets, and whatever came out of the
 * environment. Values of one or two characters are left: they hide nothing, and replacing them would garble every text.
 */
export class Redactor {
  readonly #shown = new Map<string, string>();
  readonly #secrets = new Map<string, string>();

  /** @param shown what stands for the value, e.g. `${VAR}`. */
  add(value: string, shown: string): void {
    if (value.length >= SHORTEST && !this.#shown.has(value)) this.#shown.set(value, shown);
  }

  addSecret(value: string): void {
    if (value.length >= SHORTEST) this.#secrets.set(value, '•••');
  }

  /** For texts of others. */
  redact(text: string): string {
    return replaceAll(text, new Map([...this.#secrets, ...this.#shown]));
  }

  /** For texts of our own, which take care of everything else. */
  redactSecrets(text: string): string {
    return replaceAll(text, this.#secrets);
  }
}

function replaceAll(text: string, replacements: ReadonlyMap<string, string>): string {
  const longestFirst = [...replacements].sort(([a], [b]) => b.length - a.length);
  return longestFirst.reduce((rest, [value, shown]) => rest.replaceAll(value, () => shown), text);
}
