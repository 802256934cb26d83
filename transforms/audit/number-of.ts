/** A number that a row holds as text. */
export const numberOf = (text: string | null | undefined): number | null => (text == null ? null : Number(text));
