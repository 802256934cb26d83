/** Runs commands as whole processes, in alternation, and tells what they took. */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

export interface Cost {
  /** Seconds from start to end. */
  readonly wall: number;
  /** Processor seconds, user and system, of the command and its children. */
  readonly cpu: number;
  /** Bytes: the largest resident set of the largest process, sampled. */
  readonly memory: number;
}

export interface Summary {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

const SAMPLE_MS = 20;

/** Runs a shell command; its output goes nowhere. Throws when it fails, since a failed run costs nothing. */
export async function measure(command: string): Promise<Cost> {
  // bash's own clock counts the children that it waited for, pipes included; the figures go to descriptor 3.
  const script = `TIMEFORMAT='%R %U %S'; { time { ${command}; } >/dev/null 2>&4; } 4>&2 2>&3`;
  const child = spawn('bash', ['-o', 'pipefail', '-c', script], { stdio: ['ignore', 'ignore', 'pipe', 'pipe'] });
  let memory = 0;
  const sampler = setInterval(() => {
    memory = Math.max(memory, peakOf(child.pid as number));
  }, SAMPLE_MS);
  let figures = '';
  let complaint = '';
  child.stdio[3]?.on('data', (data) => {
    figures += data;
  });
  child.stderr?.on('data', (data) => {
    complaint += data;
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  clearInterval(sampler);
  if (code !== 0) throw new Error(`exit code ${code}: ${command}\n${complaint}`);
  const [wall = 0, user = 0, system = 0] = figures.trim().split(' ').map(Number);
  return { wall, cpu: user + system, memory };
}

/** A B A B …, after one uncounted run of each: what slows the machine down for a while slows both. */
export async function alternate(a: string, b: string, runs: number): Promise<{ a: Cost[]; b: Cost[] }> {
  await measure(a);
  await measure(b);
  const costs = { a: [] as Cost[], b: [] as Cost[] };
  for (let i = 0; i < runs; i++) {
    costs.a.push(await measure(a));
    costs.b.push(await measure(b));
  }
  return costs;
}

export function summarise(values: readonly number[]): Summary {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] as number;
  const median = sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] as number)) / 2;
  return { median, least: sorted[0] as number, most: sorted.at(-1) as number };
}

/** The largest VmHWM (see proc(5)) among a process and its descendants. */
function peakOf(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const own = Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024;
    const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
    );
    return Math.max(own, ...children.map(peakOf));
  } catch {
    // It has just ended.
    return 0;
  }
}
