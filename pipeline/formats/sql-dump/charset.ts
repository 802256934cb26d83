import { isUtf8 } from 'node:buffer';
import { ExitCode, PipelineError } from '../../errors.ts';

/** Text from bytes from 0x80 on: pure ASCII needs none of this. */
type Decode = (bytes: Buffer, damage: TextDamage) => string;

/** How many values could not be read as they should. */
export interface TextDamage {
  /** Held bytes that are invalid in their character set; U+FFFD stands for them. */
  invalid: number;
  /** Belonged to no declared character set, were no UTF-8, and were read as latin1. */
  guessed: number;
}

/** Names that TextDecoder has for MySQL's character sets. What MySQL calls latin1 is not among them: see {@link decodeLatin1}. */
const TEXT_DECODER_NAMES: Readonly<Record<string, string>> = {
  big5: 'big5',
  cp1250: 'windows-1250',
  cp1251: 'windows-1251',
  cp1256: 'windows-1256',
  cp1257: 'windows-1257',
  cp866: 'ibm866',
  cp932: 'shift_jis',
  eucjpms: 'euc-jp',
  euckr: 'euc-kr',
  gb18030: 'gb18030',
  gb2312: 'gbk',
  gbk: 'gbk',
  greek: 'iso-8859-7',
  hebrew: 'iso-8859-8',
  koi8r: 'koi8-r',
  koi8u: 'koi8-u',
  latin2: 'iso-8859-2',
  latin5: 'windows-1254',
  latin7: 'iso-8859-13',
  macroman: 'macintosh',
  tis620: 'windows-874',
  ucs2: 'utf-16be',
  ujis: 'euc-jp',
  utf16: 'utf-16be',
  utf16le: 'utf-16le',
};

const decoders = new Map<string, Decode>([
  ['utf8', decodeUtf8],
  ['utf8mb3', decodeUtf8],
  ['utf8mb4', decodeUtf8],
  ['latin1', (bytes) => decodeLatin1(bytes)],
  ['ascii', decodeAscii],
]);

/**
 * Text in a character set of MySQL.
 *
 * @param charset undefined where the dump declares none: then text that is valid UTF-8 is taken for that, and else for latin1,
 *   which is what mysqldump --compatible writes without saying so
 */
export function decodeText(bytes: Buffer, charset: string | undefined, damage: TextDamage): string {
  if (charset !== undefined) return decoderOf(charset)(bytes, damage);
  if (isUtf8(bytes)) return bytes.toString('utf8');
  damage.guessed++;
  return decodeLatin1(bytes);
}

function decoderOf(charset: string): Decode {
  const known = decoders.get(charset);
  if (known !== undefined) return known;
  const name = Object.hasOwn(TEXT_DECODER_NAMES, charset) ? TEXT_DECODER_NAMES[charset] : undefined;
  if (name === undefined) {
    throw new PipelineError(
      'unknown-charset',
      ExitCode.corruptInput,
      `cannot read text in the character set ${charset}`,
      {
        hint: 'dump with --default-character-set=utf8mb4',
      },
    );
  }
  const decoder = new TextDecoder(name);
  const decode: Decode = (bytes, damage) => {
    const text = decoder.decode(bytes);
    if (text.includes(REPLACEMENT)) damage.invalid++;
    return text;
  };
  decoders.set(charset, decode);
  return decode;
}

const REPLACEMENT = '\ufffd';

function decodeUtf8(bytes: Buffer, damage: TextDamage): string {
  const text = bytes.toString('utf8');
  if (text.includes(REPLACEMENT) && !isUtf8(bytes)) damage.invalid++;
  return text;
}

function decodeAscii(bytes: Buffer, damage: TextDamage): string {
  damage.invalid++;
  return bytes.toString('latin1').replace(/[\x80-\xff]/g, REPLACEMENT);
}

/** What the bytes 0x80 to 0x9f mean in MySQL's latin1, which is cp1252 with the five bytes that have no meaning there left alone. */
const C1 =
  '\u20ac\x81\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\x8d\u017d\x8f' +
  '\x90\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\x9d\u017e\u0178';

function decodeLatin1(bytes: Buffer): string {
  return bytes.toString('latin1').replace(/[\x80-\x9f]/g, (character) => C1[character.charCodeAt(0) - 0x80]!);
}
