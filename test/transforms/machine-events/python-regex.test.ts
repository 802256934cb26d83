import { describe, expect, it } from 'vitest';
import { compilePythonRegex } from '../../../transforms/machine-events/python-regex.ts';

/** The whole match and its groups; what Python 3.11's `re.search` gives, `None` as null. */
function search(regex: string, text: string): (string | null)[] | null {
  const match = compilePythonRegex(regex).exec(text);
  return match && [...match].map((group) => group ?? null);
}

describe('compilePythonRegex', () => {
  it.each([
    ['(\\w\\d{2})-(\\d{2})\\.', 'my-c01-02.example.org', ['c01-02.', 'c01', '02']],
    ['(\\w*)-(\\d+)\\.', 'café-٠١.x', ['café-٠١.', 'café', '٠١']],
    ['(\\w*)-(\\d+)\\.', '-07.edge', ['-07.', '', '07']],
    // Sets of Unicode
    ['\\w+', '½_①', ['½_①']],
    ['\\w', '\u0301', null],
    ['\\W+', 'é€ß', ['€']],
    ['\\d', '½', null],
    ['\\D+', '١x٢', ['x']],
    ['\\s+', 'a\x1c\x85\u00a0\u2009b', ['\x1c\x85\u00a0\u2009']],
    ['\\s', '\ufeff', null],
    ['\\S+', '\x1f\ufeff\x1f', ['\ufeff']],
    ['\\bé\\w', 'xéa éa', ['éa']],
    ['\\Bé', 'é xé', ['é']],
    ['(?a)\\w+', 'éa', ['a']],
    ['(?a)\\d+', '١1', ['1']],
    ['(?a)\\s', '\u00a0', null],
    // Anchors and dots
    ['ab$', 'ab\n', ['ab']],
    ['ab$', 'ab\n\n', null],
    ['ab$', 'ab\r', null],
    ['\\Aab\\Z', 'ab', ['ab']],
    ['ab\\Z', 'ab\n', null],
    ['^b', 'a\nb', null],
    ['(?m)^b$', 'a\nb\nc', ['b']],
    ['(?m)^b', 'a\rb', null],
    ['(?m)a$', 'a\rb', null],
    ['a.b', 'a\nb', null],
    ['a.b', 'a\rb', ['a\rb']],
    ['a.b', 'a\u2028b', ['a\u2028b']],
    ['a.b', 'a😀b', ['a😀b']],
    ['(?s)a.b', 'a\nb', ['a\nb']],
    ['(?i)É', 'é', ['é']],
    ['(?u)é', 'é', ['é']],
    ['(?ms)^a.b', 'x\na\nb', ['a\nb']],
    // Groups
    ['(?P<rack>[^-]+)-(?P=rack)', 'a-a', ['a-a', 'a']],
    ['(?<rack>a)', 'a', ['a', 'a']],
    ['(?:ab)+', 'abab', ['abab']],
    ['(?=a)\\w(?!b)', 'abac', ['a']],
    ['(?<=-)\\d(?<!1)', '-1-2', ['2']],
    ['a(?#a comment)b', 'ab', ['ab']],
    ['(x)?y', 'y', ['y', null]],
    ['(a)\\1', 'aa', ['aa', 'a']],
    ['(a)\\100', 'a@', ['a@', 'a']],
    ['(a)\\1[0]', 'aa0', ['aa0', 'a']],
    ['(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)\\10', 'abcdefghijj', ['abcdefghijj', ...'abcdefghij']],
    ['a|b||c', 'c', ['']],
    ['(?:)', 'a', ['']],
    // Repetition
    ['a{,2}b', 'aaab', ['aab']],
    ['a{2}', 'aaa', ['aa']],
    ['a{2,}', 'aaa', ['aaa']],
    ['a{1,2}?', 'aa', ['a']],
    ['a{,}', 'aaa', ['aaa']],
    ['a+?b*?c??', 'aab', ['a']],
    ['{}', 'x{}', ['{}']],
    ['a{x}', 'a{x}', ['a{x}']],
    ['}]', 'a}]', ['}]']],
    ['$?a', 'a', ['a']],
    // Classes
    ['[]a]+', 'a]', ['a]']],
    ['[^]a]+', ']b', ['b']],
    ['[\\w.-]+', 'é.-', ['é.-']],
    ['[\\W\\d]+', 'a-1', ['-1']],
    ['[a-c-]+', '-b', ['-b']],
    ['[-a]+', 'a-', ['a-']],
    ['[a\\-c]+', 'b-', ['-']],
    ['[\\]\\\\]+', '\\]', ['\\]']],
    ['[(){}/|&!#$%*+,.:;<=>?@^`~[]+', '--&&[[', ['&&[[']],
    ['[é-ü]+', 'êx', ['ê']],
    ['[😀-😎]', '😃', ['😃']],
    ['[\\b]', '\b', ['\b']],
    ['[\\x41-\\103]+', 'ABCD', ['ABC']],
    // Escapes
    ['\\x41\\u0042\\U00000043', 'ABC', ['ABC']],
    ['\\n\\t\\r\\f\\v\\a', '\n\t\r\f\v\x07', ['\n\t\r\f\v\x07']],
    ['\\0\\012\\101', '\0\nA', ['\0\nA']],
    ['\\-\\.\\ \\/\\#', '-. /#', ['-. /#']],
    ['😀+', '😀😀', ['😀😀']],
  ] as const)('%s in %j', (regex, text, found) => expect(search(regex, text)).toEqual(found));

  it('keeps the names of groups', () => {
    expect(compilePythonRegex('(?P<rack>a)(?P<_2é>b)').exec('ab')?.groups).toEqual({ rack: 'a', _2é: 'b' });
  });

  it.each([
    ['(', /unterminated group/],
    ['a)', /unmatched/],
    ['[a', /ends in the middle/],
    ['\\', /ends in the middle/],
    ['*a', /nothing to repeat/],
    ['a**', /nothing to repeat/],
    ['[b-a]', /out of order/],
    ['[\\d-a]', /character class/],
    ['(?P<a>x)(?P<a>y)', /duplicate/],
    ['(?P=b)', /named/],
    ['(a)\\2', /escape/],
    ['\\U00110000', /beyond the last/],
    ['a++', /possessive repetition is not supported/],
    ['a{2}+', /possessive repetition is not supported/],
    ['(?>a)', /the group \(\?>…\) is not supported/],
    ['(?(1)a|b)', /the group \(\?\(…\) is not supported/],
    ['a(?i)', /the group \(\?i…\) is not supported/],
    ['(?i:a)', /the group \(\?i…\) is not supported/],
    ['(?x)a', /the flag in \(\?x\) is not supported/],
    ['\\N{DASH}', /the escape \\N is not supported/],
    ['\\p{L}', /the escape \\p is not supported/],
    ['\\z', /the escape \\z is not supported/],
    ['\\k<a>', /the escape \\k is not supported/],
  ])('refuses %s', (regex, message) => {
    expect(() => compilePythonRegex(regex)).toThrow(SyntaxError);
    expect(() => compilePythonRegex(regex)).toThrow(message);
  });
});
