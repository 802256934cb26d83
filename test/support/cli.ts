import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The built command line; `build.ts` beside this file has it made before the tests run. */
export const CLI = fileURLToPath(new URL('../../dist/pipeline/cli/main.js', import.meta.url));

export interface CliSettings {
  readonly cwd?: string;
  /** Added to a bare environment (PATH and HOME). */
  readonly env?: Readonly<Record<string, string>>;
  /** What standard input carries; nothing when not given. */
  readonly input?: string | Uint8Array;
}

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line as a process of its own. */
export async function runCli(
  args: readonly string[],
  { cwd, env = {}, input = '' }: CliSettings = {},
): Promise<CliResult> {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, [CLI, ...args], { cwd, env: { PATH, HOME, ...env } });
  // A command that does not read its input may be gone before it is written.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
    });
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject).on('close', resolve);
  });
  return { code, ...output };
}
