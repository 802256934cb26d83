/** How far a run is, on a terminal. */
export interface ProgressOptions {
  readonly inputs: number;
  /** Bytes on disk of all inputs, where known. */
  readonly totalBytes: number | undefined;
  /** Standard error when it is a terminal, else undefined: then nothing is shown. */
  readonly terminal: NodeJS.WriteStream | undefined;
  /** Milliseconds, monotonic. */
  readonly now?: () => number;
}

const REPAINT_MS = 200;

export class ProgressMeter {
  /** Bytes read so far, shared with worker threads. */
  readonly shared = new BigInt64Array(new SharedArrayBuffer(8));
  readonly #options: ProgressOptions;
  readonly #now: () => number;
  readonly #started: number;
  #inputsDone = 0;
  #parts: { readonly done: number; readonly total: number | undefined } | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: ProgressOptions) {
    this.#options = options;
    this.#now = options.now ?? performance.now.bind(performance);
    this.#started = this.#now();
    if (options.terminal !== undefined) {
      this.#timer = setInterval(() => this.#paint(), REPAINT_MS);
      this.#timer.unref();
    }
  }

  addBytes(bytes: number): void {
    Atomics.add(this.shared, 0, BigInt(bytes));
  }

  /** For sources that are read in parts of some other kind; `total` may grow. */
  setParts(done: number, total: number | undefined): void {
    this.#parts = { done, total };
  }

  inputDone(): void {
    this.#inputsDone++;
  }

  /** Takes the line away, e.g. before a warning is printed. */
  clear(): void {
    if (this.#timer !== undefined) this.#options.terminal?.write('\r\x1b[K');
  }

  stop(): void {
    this.clear();
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** e.g. `reading 12/40 inputs, 1.2 of 4.0 GB, 230 MB/s, 12 s left` */
  line(): string {
    const seconds = Math.max((this.#now() - this.#started) / 1000, 0.001);
    if (this.#parts !== undefined) return lineOfParts(this.#parts, seconds);
    const { inputs, totalBytes } = this.#options;
    const bytes = Number(Atomics.load(this.shared, 0));
    const rate = bytes / seconds;
    const parts = [`reading ${this.#inputsDone}/${inputs} inputs`];
    parts.push(totalBytes === undefined ? formatBytes(bytes) : `${formatBytes(bytes)} of ${formatBytes(totalBytes)}`);
    parts.push(`${formatBytes(rate)}/s`);
    if (totalBytes !== undefined && rate > 0) parts.push(`${formatSeconds((totalBytes - bytes) / rate)} left`);
    return parts.join(', ');
  }

  #paint(): void {
    const { terminal } = this.#options;
    const width = terminal?.columns || 80;
    terminal?.write(`\r\x1b[K${this.line().slice(0, width - 1)}`);
  }
}

/** e.g. `reading 120/400, 30/s, 9 s left` */
function lineOfParts({ done, total }: { done: number; total: number | undefined }, seconds: number): string {
  const rate = done / seconds;
  const parts = [`reading ${done}${total === undefined ? '' : `/${total}`}`, `${rate.toFixed(rate < 10 ? 1 : 0)}/s`];
  if (total !== undefined && rate > 0) parts.push(`${formatSeconds((total - done) / rate)} left`);
  return parts.join(', ');
}

/** Decimal units, as disks are sold: `512 B`, `4.3 MB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/** `8 s`, `3:05 min`, `2:10 h` */
export function formatSeconds(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const pad = (value: number) => String(value).padStart(2, '0');
  if (whole < 3600) return `${Math.floor(whole / 60)}:${pad(whole % 60)} min`;
  return `${Math.floor(whole / 3600)}:${pad(Math.floor((whole % 3600) / 60))} h`;
}
