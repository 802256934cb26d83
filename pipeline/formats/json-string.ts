/** Printable ASCII without quote and backslash: the same in JSON as it is, in any dialect. */
export const PLAIN_IN_JSON = /^[ !#-[\]-~]*$/;

/** What `JSON.stringify` makes of a text, sooner where nothing needs an escape. */
export const jsonString = (text: string): string => (PLAIN_IN_JSON.test(text) ? `"${text}"` : JSON.stringify(text));
