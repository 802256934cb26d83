import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PipelineError } from '../../../pipeline/errors.ts';
import { parseOptionFile, readOptionFile } from '../../../pipeline/formats/mysql-option-file.ts';

const valueIn = (line: string): string | undefined => {
  const [option] = parseOptionFile(`[client]\n${line}\n`);
  return option?.kind === 'option' ? option.value : undefined;
};

describe('parseOptionFile', () => {
  it('knows groups, options, comments and includes', () => {
    const text = [
      '\uFEFF# a comment',
      '; another',
      '[client]',
      'user=me',
      '  default_character_set = utf8mb4  # and one more',
      'skip-ssl',
      '[mysqld]\r',
      'loose-port=1',
      '!include /etc/other file.cnf',
      '!includedir /etc/conf.d/',
    ];
    expect(parseOptionFile(text.join('\n'))).toEqual([
      { kind: 'option', group: 'client', name: 'user', value: 'me' },
      { kind: 'option', group: 'client', name: 'default-character-set', value: 'utf8mb4' },
      { kind: 'option', group: 'client', name: 'skip-ssl', value: undefined },
      { kind: 'option', group: 'mysqld', name: 'port', value: '1' },
      { kind: 'include', path: '/etc/other file.cnf' },
      { kind: 'includedir', path: '/etc/conf.d/' },
    ]);
  });

  it.each([
    ['password=', ''],
    ['password = "a b"', 'a b'],
    ["password = 'a\"b'", 'a"b'],
    ['password = a#b', 'a'],
    ['password = "a#b" # c', 'a#b'],
    ['password = "a\\"#b"', 'a"#b'],
    ['password = a=b', 'a=b'],
    ['password = a\\sb\\tc\\\\d\\x', 'a b\tc\\d\\x'],
    ["password = 'a", "'a"],
  ])('reads %s', (line, value) => {
    expect(valueIn(line)).toBe(value);
  });

  it('gives back any value that was written as MySQL wants it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (value) => {
        const escaped = value.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\r', '\\r');
        expect(valueIn(`password = "${escaped}"`)).toBe(value);
      }),
    );
  });

  it.each([
    ['user=secret', 1, 'a group'],
    ['[client]\nuser=a\n!import secret', 3, '!include or !includedir'],
    ['\n[client secret', 2, ']'],
  ])('tells the line of what it does not understand, and not its text: %j', (text, line, expected) => {
    let error: PipelineError | undefined;
    try {
      parseOptionFile(text);
    } catch (thrown) {
      error = thrown as PipelineError;
    }
    expect(error).toMatchObject({ code: 'bad-option-file', exitCode: 78, location: { line } });
    expect(error?.message).toContain(`expected ${expected}`);
    expect(error?.message).not.toContain('secret');
  });
});

describe('readOptionFile', () => {
  const read = (files: Record<string, string>) =>
    readOptionFile('/main', new Set(['client', 'mysql']), {
      read: async (path) => files[path] ?? Promise.reject(new Error(`no ${path}`)),
      list: async (folder) =>
        Object.keys(files).flatMap((path) => (path.startsWith(`${folder}/`) ? [path.slice(folder.length + 1)] : [])),
      resolve: (path, from) => (path.startsWith('/') ? path : `${from.slice(0, from.lastIndexOf('/'))}/${path}`),
    });

  it('takes the last value of the wanted groups, includes where they stand', async () => {
    const found = await read({
      '/main': '[client]\nuser=a\nport=1\n!include more\n[mysqld]\nuser=b\n!includedir /d\n[mysql]\nport=4',
      '/more': '[client]\nport=2\nhost=h\nsocket',
      '/d/2.cnf': '[client]\nhost=later',
      '/d/1.cnf': '[client]\nhost=earlier',
      '/d/3.ini': '[client]\nhost=other',
    });
    expect(Object.fromEntries(found)).toEqual({ user: 'a', port: '4', host: 'later', socket: '' });
  });

  it('tells the file of an error, and stops where files include each other', async () => {
    await expect(read({ '/main': '!include more', '/more': 'x' })).rejects.toMatchObject({
      location: { file: '/more', line: 1 },
    });
    await expect(read({ '/main': '!include main' })).rejects.toMatchObject({ code: 'bad-option-file' });
  });
});
