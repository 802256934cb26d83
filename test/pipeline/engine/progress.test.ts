import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { formatBytes, formatSeconds, ProgressMeter } from '../../../pipeline/engine/progress.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function terminal(columns = 200) {
  const written: string[] = [];
  const stream = { columns, write: (text: string) => written.push(text) > 0 } as unknown as NodeJS.WriteStream;
  return { stream, written };
}

describe('ProgressMeter', () => {
  it('tells inputs, bytes, rate and the time left', () => {
    let now = 0;
    const meter = new ProgressMeter({ inputs: 4, totalBytes: 4_000_000, terminal: undefined, now: () => now });
    now = 2000;
    meter.addBytes(1_000_000);
    meter.inputDone();
    expect(meter.line()).toBe('reading 1/4 inputs, 1.0 MB of 4.0 MB, 500.0 kB/s, 6 s left');
  });

  it('tells no time left where the size is unknown', () => {
    let now = 0;
    const meter = new ProgressMeter({ inputs: 1, totalBytes: undefined, terminal: undefined, now: () => now });
    now = 1000;
    meter.addBytes(10);
    expect(meter.line()).toBe('reading 0/1 inputs, 10 B, 10 B/s');
  });

  it('repaints one line on a terminal, no wider than it, and takes it away', () => {
    const { stream, written } = terminal(20);
    const meter = new ProgressMeter({ inputs: 4, totalBytes: 100, terminal: stream, now: () => 1 });
    vi.advanceTimersByTime(450);
    expect(written).toHaveLength(2);
    expect(written[0]).toBe(`\r\x1b[K${'reading 0/4 inputs, 0 B'.slice(0, 19)}`);
    meter.stop();
    expect(written.at(-1)).toBe('\r\x1b[K');
    vi.advanceTimersByTime(1000);
    expect(written).toHaveLength(3);
  });

  it('writes nothing without a terminal', () => {
    const meter = new ProgressMeter({ inputs: 1, totalBytes: 1, terminal: undefined });
    meter.clear();
    meter.stop();
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('units', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [4_321_000, '4.3 MB'],
    [7.5e12, '7.5 TB'],
  ])('%d bytes', (bytes, text) => expect(formatBytes(bytes)).toBe(text));

  it.each([
    [-1, '0 s'],
    [59.4, '59 s'],
    [185, '3:05 min'],
    [7800, '2:10 h'],
  ])('%d seconds', (seconds, text) => expect(formatSeconds(seconds)).toBe(text));
});
