/**
 * Everything in quotes (a doubled quote stands for one), and the words that are operators in any case. `not in` and its like are one
 * operator, however wide the gap.
 */
const TOKENS =
  /'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|(?<![\p{L}\p{N}_.])(?:(not)\s+(in|like|between)|and|or|not|in|like|between|is|null|true|false)(?![\p{L}\p{N}_])/giu;

/** The same expression with its operators in lower case; every character stays in its place. */
export const normalised = (text: string): string =>
  text.replace(TOKENS, (token, not?: string, operator?: string) =>
    /^['"`]/.test(token)
      ? token
      : (not === undefined ? token : `not ${operator}`).toLowerCase().padEnd(token.length).replaceAll(/\s/g, ' '),
  );

/** The expression as it may be published: texts that name no declared value might be somebody's name. */
export const withoutNames = (text: string, declared: ReadonlySet<string>): string =>
  text.replace(TOKENS, (token) => (/^['"]/.test(token) && !declared.has(unquoted(token)) ? "'…'" : token));

/** What a quoted text says. */
export const unquoted = (token: string): string => {
  const quote = token[0] as string;
  return token.slice(1, -1).replaceAll(quote + quote, quote);
};
