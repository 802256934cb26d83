/** Runs commands as whole processes and tells what they took. */
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

/** The least of several runs, figure by figure. */
export async function leastOf(command: string, runs: number): Promise<Cost> {
  const costs: Cost[] = [];
  for (let i = 0; i < runs; i++) costs.push(await measure(command));
  const least = (of: keyof Cost) => Math.min(...costs.map((cost) => cost[of]));
  return { wall: least('wall'), cpu: least('cpu'), memory: least('memory') };
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
