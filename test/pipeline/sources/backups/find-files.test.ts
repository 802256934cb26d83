import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ExitCode } from '../../../../pipeline/errors.ts';
import { findFiles } from '../../../../pipeline/sources/backups/find-files.ts';
import { folderOf, planContext } from '../../../support/backup-folder.ts';

/** The files found, relative to a folder. */
async function found(folder: string, ...patterns: string[]): Promise<string[]> {
  const { files, problems } = await findFiles(
    patterns.map((pattern) => join(folder, pattern)),
    planContext(),
  );
  expect(problems).toEqual([]);
  return files.map(({ path }) => relative(folder, path)).sort();
}

/** What is wrong, without the name of the temporary folder. */
async function problemsOf(folder: string, ...patterns: string[]) {
  const { problems } = await findFiles(
    patterns.map((pattern) => join(folder, pattern)),
    planContext(),
  );
  return problems.map(({ code, exitCode, message, hint }) => {
    expect(exitCode).toBe(ExitCode.missingInput);
    return [code, message, hint].join(' | ').replaceAll(folder, 'F');
  });
}

describe('findFiles', () => {
  const tree = { 'a.sql': 'a', 'b.sql.gz': 'b', '.hidden.sql': 'h', 'old/c.sql': 'c', 'old/older/d.sql': 'd' };

  it('takes a folder for the files in it, without hidden ones and folders', async () => {
    expect(await found(folderOf(tree), '.')).toEqual(['a.sql', 'b.sql.gz']);
    expect(await found(folderOf(tree), 'old')).toEqual(['old/c.sql']);
  });

  it('takes files, globs and several of them', async () => {
    expect(await found(folderOf(tree), 'a.sql')).toEqual(['a.sql']);
    expect(await found(folderOf(tree), '*.sql*')).toEqual(['a.sql', 'b.sql.gz']);
    expect(await found(folderOf(tree), '**')).toEqual(['a.sql', 'b.sql.gz', 'old/c.sql', 'old/older/d.sql']);
    expect(await found(folderOf(tree), 'old/*', '{a,old/c}.sql')).toEqual(['a.sql', 'old/c.sql']);
    expect(await found(folderOf(tree), '.hidden.sql')).toEqual(['.hidden.sql']);
  });

  it('counts a file once that several patterns name', async () => {
    const context = planContext();
    const folder = folderOf(tree);
    const { files } = await findFiles(
      [join(folder, '*.sql'), folder, join(folder, 'a.sql'), `${folder}/old/../a.sql`],
      context,
    );
    expect(files.map(({ path }) => basename(path)).sort()).toEqual(['a.sql', 'b.sql.gz']);
    expect(context.warnings).toEqual([]);
  });

  it('takes a name that looks like a glob for a name first', async () => {
    const folder = folderOf({ 'a[1].sql': 'x', 'a1.sql': 'y', 'x{1}/b.sql': 'z' });
    expect(await found(folder, 'a[1].sql')).toEqual(['a[1].sql']);
    expect(await found(folder, 'a[2-9,1].sql')).toEqual(['a1.sql']);
    expect(await found(folder, 'x{1}')).toEqual(['x{1}/b.sql']);
  });

  it('does not look into quarantine by a glob, but does when asked to', async () => {
    const folder = folderOf({ 'a.sql': 'a', 'quarantine/b.sql': 'b', 'old/quarantine/c.sql': 'c', 'old/d.sql': 'd' });
    expect(await found(folder, '**')).toEqual(['a.sql', 'old/d.sql']);
    expect(await found(folder, '*/*')).toEqual(['old/d.sql']);
    expect(await found(folder, 'quarantine/*')).toEqual(['quarantine/b.sql']);
    expect(await found(folder, 'quarantine')).toEqual(['quarantine/b.sql']);
  });

  it('follows symbolic links, and counts what they lead to once', async () => {
    const folder = folderOf({ 'real/a.sql': 'a', 'real/b.sql': 'b', 'empty/x': 'x' });
    symlinkSync('a.sql', join(folder, 'real/latest.sql'));
    symlinkSync('..', join(folder, 'real/loop'));
    symlinkSync('real', join(folder, 'linked'));
    symlinkSync(join(folder, 'real/b.sql'), join(folder, 'empty/c.sql'));
    const context = planContext();
    const { files } = await findFiles([join(folder, 'real/*.sql')], context);
    expect(files.map(({ name }) => basename(name)).sort()).toEqual(['a.sql', 'b.sql']);
    expect(context.warnings).toEqual([expect.stringMatching(/^linked-twice: .*latest\.sql$/)]);
    expect(await found(folder, 'real/latest.sql', 'real/a.sql')).toEqual(['real/a.sql']);
    expect(await found(folder, 'empty')).toEqual(['empty/c.sql', 'empty/x']);
    expect(await found(folder, 'linked/b.sql')).toEqual(['linked/b.sql']);
    expect(await found(folder, 'real/**')).toEqual(['real/a.sql', 'real/b.sql', 'real/loop/empty/x']);
  });

  it('reports what does not exist, with what was probably meant', async () => {
    const folder = folderOf(tree);
    expect(await problemsOf(folder, 'b.sql')).toEqual([
      'missing-file | no such file or folder: F/b.sql | did you mean F/a.sql?',
    ]);
    expect(await problemsOf(folder, 'nova_backup.tar')).toEqual([
      'missing-file | no such file or folder: F/nova_backup.tar | F holds 2 files: a.sql, b.sql.gz',
    ]);
    expect(await problemsOf(folder, 'nowhere/a.sql')).toEqual([
      'missing-file | no such file or folder: F/nowhere/a.sql | F holds 2 files: a.sql, b.sql.gz',
    ]);
  });

  it('reports globs and folders that hold nothing, each', async () => {
    const folder = folderOf({ 'a.sql': 'a', 'only/folders/x': 'x', 'quarantine/b.sql': 'b' });
    mkdirSync(join(folder, 'empty'));
    expect(
      await problemsOf(folder, '*.gz', 'a.sql', 'empty', 'only', 'empty/*', 'only/*', 'emptyy/*', '*/b.sql'),
    ).toEqual([
      'no-input | no file matches F/*.gz | F holds 1 file: a.sql',
      'no-input | expected backups in the folder F/empty, found no files | check the option `path`',
      'no-input | expected backups in the folder F/only, found no files | F/only/** takes the files of the folders in it',
      'no-input | no file matches F/empty/* | F/empty is empty',
      'no-input | no file matches F/only/* | F/only holds only folders: folders',
      'no-input | no file matches F/emptyy/* | did you mean F/empty?',
      'no-input | no file matches F/*/b.sql | F holds 1 file: a.sql',
    ]);
  });

  it('reports a symbolic link to nothing', async () => {
    const folder = folderOf({ 'a.sql': 'a' });
    symlinkSync('gone.sql', join(folder, 'latest.sql'));
    expect(await problemsOf(folder, '.')).toEqual([
      'missing-file | no such file: F/latest.sql, or a symbolic link to nothing | ',
    ]);
  });

  it('tells size and time of a file, and of a pipe neither', async () => {
    const folder = folderOf({ 'a.sql': 1_500_000_000.015625 });
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    const { files } = await findFiles([join(folder, 'a.sql'), join(folder, 'pipe')], planContext());
    expect(files.map(({ size, modified }) => [size, modified])).toEqual([
      [10, 1_500_000_000_015_625],
      [undefined, undefined],
    ]);
    // A folder does not stand for the pipes in it.
    expect(await found(folder, '.')).toEqual(['a.sql']);
  });
});
