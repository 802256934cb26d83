/** Runs pipelines over the canary cloud, and looks through everything that they leave. */
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { registry } from '../../pipeline/registry.ts';
import { PieceFinder } from './canary-pieces.ts';
import { prepareBackups, SALT, tokens } from './canary-world.ts';
import { type CliResult, runCli } from './cli.ts';
import { stagesOf } from './compose-pipelines.ts';

/** What runs read; everything else in their folder is theirs. */
const INPUTS = ['backups', 'audit', 'clouds.yaml', 'p.yaml', 'node_modules'];

export const finder = new PieceFinder(tokens);

/** Whatever the examples of stages ask for, they get the salt. */
export async function env(): Promise<Record<string, string>> {
  const examples = (await stagesOf(registry)).map(({ example }) => example);
  const asked = examples.flatMap((example) => [...example.matchAll(/\$\{(\w+)/g)].map(([, name]) => name as string));
  return Object.fromEntries(['SC_SALT', ...asked].map((name) => [name, SALT]));
}

export class Canaries {
  #root = '';

  constructor() {
    beforeAll(async () => {
      this.#root = await mkdtemp(join(tmpdir(), 'canary-'));
      await prepareBackups(this.#root);
    });
    afterAll(() => rm(this.#root, { recursive: true }));
  }

  /** A folder with backups in it. */
  async folder(): Promise<string> {
    const folder = await mkdtemp(join(this.#root, 'case-'));
    await mkdir(join(folder, 'tmp'));
    await cp(join(this.#root, 'backups'), join(folder, 'backups'), { recursive: true, preserveTimestamps: true });
    return folder;
  }

  /** Everything that a process might write to lies in the folder. */
  async surroundings(folder: string): Promise<Record<string, string>> {
    return { ...(await env()), HOME: folder, XDG_CACHE_HOME: join(folder, 'cache'), TMPDIR: join(folder, 'tmp') };
  }

  async run(folder: string, text: string, ...args: string[]): Promise<CliResult> {
    await writeFile(join(folder, 'p.yaml'), text);
    return runCli(['run', 'p.yaml', ...args], { cwd: folder, env: await this.surroundings(folder) });
  }

  /** What was said, and every file that is no input, by its name. */
  async leftBy(folder: string, said: Pick<CliResult, 'stdout' | 'stderr'>): Promise<Record<string, string>> {
    const left: Record<string, string> = { stdout: said.stdout, stderr: said.stderr };
    const names: string[] = [];
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name).slice(folder.length + 1);
      if (INPUTS.includes(path.split('/')[0]!)) continue;
      names.push(path);
      if (entry.isFile()) left[path] = await readFile(join(folder, path), 'latin1');
    }
    return { ...left, 'names of files': names.join('\n') };
  }

  expectNone(left: Readonly<Record<string, string>>): void {
    const found = Object.entries(left).flatMap(([what, text]) => finder.find(text).map((token) => `${what}: ${token}`));
    expect(found).toEqual([]);
  }
}
