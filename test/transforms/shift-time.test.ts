import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fingerprintOf } from '../../pipeline/keys/key.ts';
import { instanceEventType } from '../../pipeline/records/instance-event.ts';
import { machineEventType } from '../../pipeline/records/machine-event.ts';
import drop from '../../transforms/drop.ts';
import rename from '../../transforms/rename.ts';
import { secretOffset } from '../../transforms/shift-time/offset.ts';
import shiftTime from '../../transforms/shift-time.ts';
import { apply, refusalOf } from '../support/apply.ts';
import { memoryContext } from '../support/run-context.ts';
import { temporaryFile } from '../support/temporary-folder.ts';

const SALT = '0f8fad5bd9cb469fa16570867728950e';
const WEEK = 7 * 24 * 3600 * 1e6;
const EPOCH = 1442448000_000000;
const instance = instanceEventType({ cloud: 'vm', origin: 'database' });
const machine = machineEventType([]);
const offset = secretOffset(Buffer.from(SALT), 520);

const shifted = (records: Record<string, number | string | null>[], type = instance) =>
  apply(shiftTime, { salt: SALT }, type, records, memoryContext(EPOCH));

/** An instance event as its stage makes it. */
const event = (start: number, finish: number | null) => ({
  START_TIME: start,
  START_SEC: (start - EPOCH) / 1e6,
  FINISH_TIME: finish,
  FINISH_SEC: finish === null ? null : (finish - EPOCH) / 1e6,
  EVENT_DURATION: finish === null ? null : (finish - start) / 1e6,
  USER_ID: 'u',
});

test('times and the seconds that count from the epoch move by whole weeks, all alike; durations and all else stay', () => {
  const time = fc.integer({ min: -1e15, max: 4e15 });
  fc.assert(
    fc.property(time, fc.option(time), (start, finish) => {
      const moved = event(start + offset, finish === null ? null : finish + offset);
      expect(shifted([event(start, finish)]).records).toEqual([
        { ...moved, EVENT_DURATION: event(start, finish).EVENT_DURATION },
      ]);
    }),
  );
});

test('weekday and hour stay: the offset is a whole number of weeks, one at least', () => {
  for (const within of [2, 3, 520, 5200]) {
    for (let i = 0; i < 50; i++) {
      const weeks = secretOffset(Buffer.from(`${SALT}${i}`), within) / WEEK;
      expect(Number.isInteger(weeks)).toBe(true);
      expect(weeks).toBeGreaterThanOrEqual(1);
      expect(weeks).toBeLessThanOrEqual(within);
    }
  }
});

test('keys differ in their offsets, and one key has one, in every record type', () => {
  const offsets = Array.from({ length: 100 }, (_, i) => secretOffset(Buffer.from(`${SALT}${i}`), 520));
  expect(new Set(offsets).size).toBeGreaterThan(80);
  const [one] = shifted([{ EVENT_TIME: EPOCH }], machine).records;
  const [other] = shifted([{ START_TIME: EPOCH }]).records;
  expect(one!.EVENT_TIME).toBe(other!.START_TIME);
  const byFile = apply(shiftTime, { salt_file: temporaryFile(`${SALT}\n`) }, machine, [{ EVENT_TIME: EPOCH }]);
  expect(byFile.records).toEqual([one]);
});

describe('machine events before the epoch', () => {
  const at = (time: number) => ({ EVENT_TIME: time, EVENT_TIME_SEC: time < EPOCH ? -1 : (time - EPOCH) / 1e6 });

  test('get the seconds of where they come to lie', () => {
    const times = [EPOCH - offset - 1, EPOCH - offset, EPOCH - 1_000_000, EPOCH - 1, EPOCH, EPOCH + 1_500_000];
    expect(shifted(times.map(at), machine).records).toEqual(times.map((time) => at(time + offset)));
  });

  test('stay there when their time is gone', () => {
    const { type } = apply(drop, { fields: ['EVENT_TIME'] }, machine, []);
    expect(shifted([{ EVENT_TIME_SEC: -1 }, { EVENT_TIME_SEC: 2.5 }], type).records).toEqual([
      { EVENT_TIME_SEC: -1 },
      { EVENT_TIME_SEC: 2.5 + offset / 1e6 },
    ]);
  });

  test('are known again under other names', () => {
    const { type } = apply(rename, { fields: { EVENT_TIME: 'T', EVENT_TIME_SEC: 'S' } }, machine, []);
    expect(shifted([{ T: EPOCH - 1, S: -1 }], type).records).toEqual([
      { T: EPOCH - 1 + offset, S: (offset - 1) / 1e6 },
    ]);
  });
});

test('the type tells what was moved; twice is refused', () => {
  const { columns } = shifted([]).type;
  const treated = columns.filter(({ treatment }) => treatment === 'shifted').map(({ name }) => name);
  expect(treated).toEqual(['START_TIME', 'START_SEC', 'FINISH_TIME', 'FINISH_SEC']);
  expect(refusalOf(shiftTime, {}, shifted([]).type)).toMatchObject({ code: 'nothing-to-shift', exitCode: 78 });
});

test('tells the fingerprint of the key, and nothing of the offset or the salt', () => {
  const { context } = shifted([event(EPOCH, EPOCH)]);
  expect(context.facts()).toEqual({ joinable: true, keyFingerprint: fingerprintOf(Buffer.from(SALT)) });
  expect(context.warnings).toEqual([]);
});

test('without a salt the key of the run decides, and is warned of', () => {
  const { context, records } = apply(shiftTime, {}, machine, [{ EVENT_TIME: 0 }]);
  expect(context.facts()).toEqual({ joinable: false });
  expect(context.warnings).toEqual([expect.stringMatching(/^random-salt/)]);
  expect(records).toEqual([{ EVENT_TIME: secretOffset(context.runKey, 520) }]);
});

test('weak and exposed keys are found before the run', async () => {
  const check = (options: object) =>
    shiftTime.check!(shiftTime.options.parse(options), { signal: new AbortController().signal, warn: () => {} });
  expect(await check({ salt: 'chameleon' })).toMatchObject([{ code: 'weak-salt' }]);
  expect(await check({ salt_file: temporaryFile(SALT, 0o644) })).toMatchObject([{ exitCode: 77 }]);
  expect(await check({ salt: SALT })).toEqual([]);
  expect(shiftTime.options.safeParse({ salt: SALT, salt_file: 'f' }).success).toBe(false);
  expect(shiftTime.options.safeParse({ within: 1 }).success).toBe(false);
});
