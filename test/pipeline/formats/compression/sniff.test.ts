import { describe, expect, it } from 'vitest';
import { sniff } from '../../../../pipeline/formats/compression/sniff.ts';
import { COMPRESSED, SAMPLE } from '../../../support/compressed.ts';
import { makeZip } from '../../../support/zip-maker.ts';

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

describe('sniff', () => {
  it.each(Object.entries(COMPRESSED))('knows %s by its content', (format, bytes) => {
    expect(sniff(bytes)).toEqual({ format });
  });

  it('knows zip archives, empty and once split ones too', () => {
    for (const bytes of [makeZip([{ path: 'a', content: SAMPLE }]), makeZip([]), latin1('PK\x07\x08PK\x03\x04')]) {
      expect(sniff(bytes)).toEqual({ format: 'zip' });
    }
  });

  it('knows zstd that begins with a skippable frame', () => {
    for (const first of ['\x50', '\x5f']) expect(sniff(latin1(`${first}\x2a\x4d\x18....`))).toEqual({ format: 'zstd' });
    expect(sniff(latin1('\x60\x2a\x4d\x18....'))).toEqual({ format: 'plain' });
  });

  it('takes text for text, in any encoding that a dump has', () => {
    for (const text of ['-- dump\n', 'h\xf6st', '\xef\xbb\xbf-- with a byte order mark', 'BZh0', 'PK', '7z']) {
      expect(sniff(latin1(`${text} and more text`))).toEqual({ format: 'plain' });
    }
  });

  it.each([
    ['gzip', '\x1f'],
    ['bzip2', 'BZ'],
    ['zstd', '\x28\xb5\x2f'],
    ['xz', '\xfd7zXZ'],
    ['zip', 'PK\x03'],
  ])('sees that an input is cut off within the magic number of %s', (cutOff, head) => {
    expect(sniff(latin1(head))).toEqual({ cutOff });
  });

  it.each([
    ['a tar archive', `nova.sql${'\0'.repeat(249)}ustar`],
    ['a 7z archive', '7z\xbc\xaf\x27\x1c\0\x04'],
    ['an lz4 file', '\x04\x22\x4d\x18d@\xa7'],
    ['UTF-16 text (as PowerShell writes it)', '\xff\xfe-\0-\0'],
    ['a compress (.Z) file', '\x1f\x9d\x90'],
    ['binary data', 'text \0 and more'],
  ])('names %s', (unknown, head) => {
    expect(sniff(latin1(head))).toEqual({ unknown });
  });
});
