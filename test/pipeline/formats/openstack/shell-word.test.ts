import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readShellWord, ShellWordError } from '../../../../pipeline/formats/openstack/shell-word.ts';

const variables: Record<string, string> = { USER_NAME: 'ann', EMPTY: '', X: 'a b' };
const read = (text: string) => readShellWord(text, 0, (name) => variables[name]);

describe('a word', () => {
  it.each([
    ['plain', 'plain'],
    [`'a$b"c'`, 'a$b"c'],
    [`"it's"`, "it's"],
    [String.raw`"a\"b\$c\\d\e"`, String.raw`a"b$c\d\e`],
    [String.raw`a\ b\$c`, 'a b$c'],
    [`'a'"b"c`, 'abc'],
    ['$USER_NAME.x', 'ann.x'],
    [`"\${USER_NAME}x$X"`, 'annxa b'],
    ['${EMPTY:-fall back}', 'fall back'],
    ['${EMPTY-none}', ''],
    ['${NONE:-"http://x:5000/v3"}', 'http://x:5000/v3'],
    ['x#y', 'x#y'],
    ['5$', '5$'],
    ['"]$ "', ']$ '],
    ["'two\nlines'", 'two\nlines'],
    ['', ''],
  ])('%s is %s', (text, value) => {
    expect(read(text)).toEqual({ value, end: text.length });
  });

  it.each([' rest', ';rest', '\nrest', '&& rest', '|rest', ')'])('ends before "%s"', (rest) => {
    expect(read(`a'b'${rest}`)).toEqual({ value: 'ab', end: 4 });
  });

  it.each([`'open`, '"open', '$(id)', '`id`', '"$(id)"', '${A%b}', '$NONE', '${NONE}'])(
    'cannot be known: %s',
    (text) => {
      expect(() => read(text)).toThrow(ShellWordError);
    },
  );

  it('is what a shell makes of it', () => {
    const piece = fc.oneof(
      fc.stringMatching(/^[a-z0-9%+,.:/@_#=-]{1,5}$/),
      fc.stringMatching(/^[ -&(-~]{0,6}$/).map((text) => `'${text}'`),
      fc.stringMatching(/^[ !#%&'()-Z^_a-z{|}~]{0,6}$/).map((text) => `"${text}"`),
      fc.constantFrom(
        '"$USER_NAME"',
        '${USER_NAME}',
        '"$X"',
        '${EMPTY:-b}',
        String.raw`\$`,
        String.raw`"\\\""`,
        String.raw`\'`,
      ),
    );
    const words = fc.array(piece, { minLength: 1, maxLength: 6 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(fc.array(words, { minLength: 20, maxLength: 20 }), (many) => {
        const script = many.map((word) => `V=${word}\nprintf '%s\\0' "$V"`).join('\n');
        const { stdout, status } = spawnSync('/bin/sh', ['-c', script], { encoding: 'utf8', env: variables });
        expect(status).toBe(0);
        expect(many.map((word) => read(word).value)).toEqual(stdout.split('\0').slice(0, -1));
      }),
      { numRuns: 10 },
    );
  });
});
