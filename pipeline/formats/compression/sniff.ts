/** What a file is, told by its first bytes alone: names lie (`curl --compressed` unpacks a `.gz` and keeps the name). */

export type CompressedFormat = 'gzip' | 'bzip2' | 'zstd' | 'xz' | 'zip';
export type Format = 'plain' | CompressedFormat;

/** Bytes that {@link sniff} wants to see; a tar archive names itself last, at byte 257. */
export const SNIFF_LENGTH = 512;

/** Magic numbers as latin1 text; `start` is what all of a format's files begin with, as far as they are long. */
const FORMATS: readonly { readonly format: CompressedFormat; readonly start: string; readonly magic: RegExp }[] = [
  { format: 'gzip', start: '\x1f\x8b', magic: /^\x1f\x8b/ },
  { format: 'bzip2', start: 'BZh', magic: /^BZh[1-9]/ },
  // A skippable frame may come first; pzstd begins its files so.
  { format: 'zstd', start: '\x28\xb5\x2f\xfd', magic: /^(\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18)/ },
  { format: 'xz', start: '\xfd7zXZ\0', magic: /^\xfd7zXZ\0/ },
  // A member, an empty archive, an archive that was once split.
  { format: 'zip', start: 'PK\x03\x04', magic: /^PK(\x03\x04|\x05\x06|\x07\x08)/ },
];

/** What people also pack backups in, so that the error can name it. */
const FOREIGN: readonly { readonly name: string; readonly magic: RegExp }[] = [
  { name: 'a tar archive', magic: /^.{257}ustar/s },
  { name: 'a 7z archive', magic: /^7z\xbc\xaf\x27\x1c/ },
  { name: 'a rar archive', magic: /^Rar!\x1a\x07/ },
  { name: 'an lz4 file', magic: /^\x04\x22\x4d\x18/ },
  { name: 'an lzip file', magic: /^LZIP\x01/ },
  { name: 'an lzop file', magic: /^\x89LZO\0/ },
  { name: 'a compress (.Z) file', magic: /^\x1f\x9d/ },
  { name: 'UTF-16 text (as PowerShell writes it)', magic: /^(\xff\xfe|\xfe\xff)/ },
  { name: 'an SQLite database', magic: /^SQLite format 3\0/ },
];

export type Sniffed =
  | { readonly format: Format }
  /** The whole input is shorter than the magic number that it begins. */
  | { readonly cutOff: CompressedFormat }
  /** Neither text nor a known compression; `name` says what it seems to be. */
  | { readonly unknown: string };

/**
 * Tells the format of an input.
 *
 * @param head its first bytes: {@link SNIFF_LENGTH} of them, or all where there are fewer. Not empty.
 */
export function sniff(head: Uint8Array): Sniffed {
  const text = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, SNIFF_LENGTH)).toString('latin1');
  const known = FORMATS.find(({ magic }) => magic.test(text));
  if (known !== undefined) return { format: known.format };
  const begun = FORMATS.find(({ start }) => start.startsWith(text));
  if (begun !== undefined) return { cutOff: begun.format };
  const foreign = FOREIGN.find(({ magic }) => magic.test(text));
  if (foreign !== undefined) return { unknown: foreign.name };
  // mysqldump escapes NUL in every value; compressed data whose magic number was damaged is soon full of it.
  return text.includes('\0') ? { unknown: 'binary data' } : { format: 'plain' };
}
