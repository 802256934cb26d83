import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { collationKey } from '../../../pipeline/formats/collation.ts';

const equal = (a: string, b: string) => collationKey(a) === collationKey(b);

describe('collationKey', () => {
  it.each([
    ['c01-01.Cloud', 'C01-01.cloud'],
    ['compute  ', 'compute'],
    ['café', 'CAFE'],
    ['Straße', 'STRASE'],
    ['ёлка', 'ЕЛКА'],
    ['ά', 'Α'],
    ['ＡＢ', 'ａｂ'],
    ['\u{1f600}', '\u{1f4a9}'],
  ])('holds %j and %j equal', (a, b) => expect(equal(a, b)).toBe(true));

  it.each([
    ['c01', 'c02'],
    [' compute', 'compute'],
    ['compute\t', 'compute'],
    ['compute\u00a0', 'compute'],
    ['йод', 'иод'],
    ['Ærø', 'AEro'],
    ['e\u0301', 'e'],
    ['ⓐ', 'a'],
    ['ß', 'ss'],
    ['', '\0'],
  ])('holds %j and %j apart', (a, b) => expect(equal(a, b)).toBe(false));

  // The checksum is over MariaDB 10.11's answers to, for each code point c:
  //   select hex(weight_string(convert(convert(c using ucs2) using utf8mb3) collate utf8mb3_general_ci))
  it('gives every character of the Basic Multilingual Plane the weight that MariaDB gives it', () => {
    const hash = createHash('sha256');
    for (let code = 1; code <= 0xffff; code++) {
      if (code === 0x20 || (code >= 0xd800 && code <= 0xdfff)) continue;
      const weight = collationKey(String.fromCharCode(code)).charCodeAt(0);
      hash.update(`${weight.toString(16).toUpperCase().padStart(4, '0')}\n`);
    }
    expect(hash.digest('hex')).toBe('65530e1a2884976c0bf9ce2e03c775a8b79ed9323d7b94780069dc7f8e00fecd');
  });
});
