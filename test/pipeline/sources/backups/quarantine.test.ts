import { chmodSync, existsSync, lstatSync, readdirSync, readFileSync, realpathSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { quarantineInput } from '../../../../pipeline/sources/backups/quarantine.ts';
import type { Input } from '../../../../pipeline/stage.ts';
import { folderOf, planContext } from '../../../support/backup-folder.ts';

const inputOf = (path: string, member?: string): Input => ({
  snapshot: { index: 0, time: 0, name: 'a.sql' },
  path,
  ...(member !== undefined && { member }),
});

async function quarantine(input: Input): Promise<string[]> {
  const context = planContext();
  await quarantineInput(input, 'corrupt-gzip: the data is damaged', context);
  return context.warnings;
}

describe('quarantineInput', () => {
  it('moves the file beside it, and writes down why', async () => {
    const folder = folderOf({ 'a.sql': 'broken', 'b.sql': 'whole' });
    const warnings = await quarantine(inputOf(join(folder, 'a.sql')));
    expect(warnings).toEqual([expect.stringMatching(/^quarantined: a\.sql was moved to .*quarantine\/a\.sql$/)]);
    expect(readdirSync(folder)).toEqual(['b.sql', 'quarantine']);
    expect(readFileSync(join(folder, 'quarantine/a.sql'), 'utf8')).toBe('broken');
    expect(readFileSync(join(folder, 'quarantine/a.sql.reason.txt'), 'utf8')).toBe(
      'corrupt-gzip: the data is damaged\n',
    );
  });

  it('overwrites nothing', async () => {
    const folder = folderOf({ 'a.sql': 'third', 'quarantine/a.sql': 'first', 'quarantine/a.sql.2': 'second' });
    await quarantine(inputOf(join(folder, 'a.sql')));
    const contents = ['a.sql', 'a.sql.2', 'a.sql.3'].map((name) =>
      readFileSync(join(folder, 'quarantine', name), 'utf8'),
    );
    expect(contents).toEqual(['first', 'second', 'third']);
  });

  it('moves a symbolic link, which still leads to the file', async () => {
    const folder = folderOf({ 'data/a.sql': 'broken' });
    symlinkSync('data/a.sql', join(folder, 'link.sql'));
    await quarantine(inputOf(join(folder, 'link.sql')));
    const moved = join(folder, 'quarantine/link.sql');
    expect(lstatSync(moved).isSymbolicLink()).toBe(true);
    expect(realpathSync(moved)).toBe(realpathSync(join(folder, 'data/a.sql')));
    expect(existsSync(join(folder, 'link.sql'))).toBe(false);
  });

  it('leaves what cannot be moved where it is, and says so', async () => {
    const folder = folderOf({
      'a.zip': 'x',
      'b.sql': 'x',
      'taken/c.sql': 'x',
      'taken/quarantine': 'a file of this name',
    });
    expect(await quarantine(inputOf(join(folder, 'a.zip'), 'm.sql'))).toEqual([
      'not-quarantined: a.sql stays in its archive',
    ]);
    expect(await quarantine(inputOf('-'))).toEqual([
      expect.stringMatching(/^not-quarantined: a\.sql stays where it is: /),
    ]);
    expect(await quarantine(inputOf(join(folder, 'gone.sql')))).toEqual([
      expect.stringMatching(/^not-quarantined: .*ENOENT/),
    ]);
    expect(await quarantine(inputOf(join(folder, 'taken/c.sql')))).toEqual([
      expect.stringMatching(/^not-quarantined: .*(EEXIST|ENOTDIR)/),
    ]);
    expect(await quarantine(inputOf(folder))).toEqual([expect.stringMatching(/^not-quarantined: .*it is not a file/)]);
    expect(readFileSync(join(folder, 'taken/c.sql'), 'utf8')).toBe('x');
  });

  it.skipIf(process.getuid?.() === 0)('leaves a file in a folder that is read-only', async () => {
    const folder = folderOf({ 'a.sql': 'x' });
    chmodSync(folder, 0o500);
    expect(await quarantine(inputOf(join(folder, 'a.sql')))).toEqual([
      expect.stringMatching(/^not-quarantined: .*EACCES/),
    ]);
    chmodSync(folder, 0o700);
    expect(readdirSync(folder)).toEqual(['a.sql']);
  });
});
