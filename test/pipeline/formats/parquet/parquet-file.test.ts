import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PipelineError } from '../../../../pipeline/errors.ts';
import { ParquetFile } from '../../../../pipeline/formats/parquet/parquet-file.ts';
import { collect } from '../../../support/collect.ts';
import { type ParquetSettings, parquetFile, type TestColumn } from '../../../support/parquet.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parquet-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function openBytes(bytes: Uint8Array): Promise<ParquetFile> {
  const path = join(folder, 'test.parquet');
  await writeFile(path, bytes);
  return ParquetFile.open(path, 'test.parquet');
}

/** All values of all columns, text decoded. */
async function valuesOf(bytes: Uint8Array): Promise<unknown[][]> {
  const file = await openBytes(bytes);
  try {
    const names = file.columns.map(({ name }) => name);
    const all: unknown[][] = names.map(() => []);
    for await (const block of file.read(names)) {
      for (const [i, cells] of block.columns.entries()) {
        expect(cells).toHaveLength(block.length);
        all[i]?.push(
          ...Array.from(cells, (cell) => (cell instanceof Uint8Array ? Buffer.from(cell).toString() : cell)),
        );
      }
    }
    return all;
  } finally {
    await file.close();
  }
}

/** The error of opening and reading. */
async function errorOf(bytes: Uint8Array): Promise<PipelineError> {
  const error = await valuesOf(bytes).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(PipelineError);
  return error;
}

const text = (values: TestColumn['values'], more: Partial<TestColumn> = {}): TestColumn => ({
  name: 'text',
  type: 'BYTE_ARRAY',
  converted: 0,
  values,
  ...more,
});
const words = ['a', null, 'büro', '', 'a', 'x'.repeat(70_000), null];

describe('reading', () => {
  const codecs: NonNullable<ParquetSettings['codec']>[] = ['UNCOMPRESSED', 'SNAPPY', 'GZIP', 'ZSTD'];
  const variants = codecs.flatMap((codec) => [false, true].map((v2) => ({ codec, v2 })));

  it.each(variants)('gives the values of $codec pages (version 2: $v2)', async (settings) => {
    expect(await valuesOf(parquetFile([text(words)], settings))).toEqual([words]);
    expect(await valuesOf(parquetFile([text(words, { dictionary: true })], settings))).toEqual([words]);
  });

  it('joins columns whose pages and row groups do not end together', async () => {
    const numbers = Array.from({ length: 5000 }, (_, i) => `${i}`);
    const file = parquetFile(
      [
        text(numbers, { name: 'one' }),
        text(
          numbers.map((n) => n.slice(-1)),
          { name: 'two', dictionary: true },
        ),
      ],
      { groupRows: 1999, pageRows: 300 },
    );
    const [one, two] = await valuesOf(file);
    expect(one).toEqual(numbers);
    expect(two).toEqual(numbers.map((n) => n.slice(-1)));
  });

  it('says where a block lies, and gives a thousand rows at a time', async () => {
    const file = await openBytes(parquetFile([text(Array.from({ length: 2500 }, String))], { groupRows: 1500 }));
    const blocks = await collect(file.read(['text']));
    await file.close();
    expect(file.rows).toBe(2500);
    expect(blocks.map(({ rowGroup, firstRow, length }) => [rowGroup, firstRow, length])).toEqual([
      [1, 0, 1024],
      [1, 1024, 476],
      [2, 1500, 1000],
    ]);
  });

  it('gives times of every unit as exact microseconds', async () => {
    const column = (name: string, unit: 'MILLIS' | 'MICROS' | 'NANOS', values: bigint[], dictionary = false) =>
      ({ name, type: 'INT64', timestamp: unit, values, dictionary }) as const;
    const file = parquetFile([
      column('millis', 'MILLIS', [1_795_168_244_123n, -1n]),
      column('micros', 'MICROS', [1_795_168_244_123_456n, -1n]),
      column('nanos', 'NANOS', [1_795_168_244_123_456_789n, -1n]),
      column('dictionary', 'MICROS', [1_795_168_244_123_456n, -1n], true),
      { name: 'old', type: 'INT64', converted: 10, values: [1_795_168_244_123_456n, null] },
      { name: 'hive', type: 'INT96', values: [1_795_168_244_123_456_789n, 0n] },
    ]);
    expect(await valuesOf(file)).toEqual([
      [1_795_168_244_123_000, -1000],
      [1_795_168_244_123_456, -1],
      [1_795_168_244_123_456, -1],
      [1_795_168_244_123_456, -1],
      [1_795_168_244_123_456, null],
      [1_795_168_244_123_456, 0],
    ]);
  });

  it('tells what its columns hold', async () => {
    const file = await openBytes(
      parquetFile([
        text(['a']),
        text(['{}'], { name: 'json', converted: 19 }),
        { name: 'bare', type: 'BYTE_ARRAY', values: ['a'] },
        { name: 'time', type: 'INT64', timestamp: 'NANOS', values: [1n] },
        { name: 'number', type: 'DOUBLE', values: [1] },
      ]),
    );
    await file.close();
    expect(file.columns.map(({ name, kind }) => [name, kind])).toEqual([
      ['text', 'text'],
      ['json', 'text'],
      ['bare', 'text'],
      ['time', 'time'],
      ['number', 'other'],
    ]);
    expect(file.columns.at(-1)?.type).toBe('DOUBLE');
  });

  it('reads a page header that is longer than most', async () => {
    expect(await valuesOf(parquetFile([text(words)], { headerPadding: 100_000 }))).toEqual([words]);
  });

  it('reads a table without rows', async () => {
    expect(await valuesOf(parquetFile([text([])]))).toEqual([[]]);
  });

  it('accepts right checksums', async () => {
    expect(await valuesOf(parquetFile([text(words)], { checksums: true }))).toEqual([words]);
  });
});

describe('damage', () => {
  it('is told of an empty file', async () => {
    expect(await errorOf(new Uint8Array())).toMatchObject({ code: 'truncated-parquet', exitCode: 65 });
  });

  it.each(['-- MariaDB dump 10.19', 'P', '{"a": 1}'])('is told of %j', async (content) => {
    const { code } = await errorOf(Buffer.from(content));
    expect(code).toBe(content === 'P' ? 'truncated-parquet' : 'not-parquet');
  });

  it('is told of an encrypted file', async () => {
    expect((await errorOf(Buffer.from('PARE0000PARE'))).code).toBe('unsupported-parquet');
  });

  it('is told wherever a file is cut off', async () => {
    const whole = parquetFile([text(words)], { codec: 'SNAPPY' });
    for (let length = 4; length < whole.length; length += 997) {
      expect((await errorOf(whole.subarray(0, length))).code).toBe('truncated-parquet');
    }
  });

  it('is told of a footer that makes no sense', async () => {
    const whole = parquetFile([text(['a'])]);
    whole.writeUInt32LE(9999, whole.length - 8);
    expect((await errorOf(whole)).code).toBe('corrupt-parquet');
  });

  it('is told with column, row group and byte', async () => {
    const whole = parquetFile([text(['a', 'b']), text(['c', 'd'], { name: 'other' })], {
      groupRows: 1,
      checksums: true,
    });
    const place = whole.lastIndexOf('d');
    whole[place] = 0x65;
    const error = await errorOf(whole);
    expect(error.code).toBe('corrupt-parquet');
    expect(error.message).toMatch(/column other, row group 2: .*checksum/);
    expect(error.location).toMatchObject({ file: 'test.parquet', compressed: true });
    expect(place - (error.location?.byteOffset ?? 0)).toBeLessThan(100);
  });

  it('is told of a page that claims more rows than there are', async () => {
    const whole = parquetFile([text(['a', 'b'])], { claimedValues: 1e9 });
    expect(await errorOf(whole)).toMatchObject({ code: 'corrupt-parquet' });
  });

  it('is told of a column that ends before its row group', async () => {
    const whole = parquetFile([text(['a', 'b'])], { claimedValues: 1 });
    expect((await errorOf(whole)).code).toBe('corrupt-parquet');
  });

  it('is told of a codec that nobody knows', async () => {
    expect((await errorOf(parquetFile([text(['a'])], { codec: 'LZO' }))).code).toBe('unsupported-parquet');
  });

  it('never throws anything but a PipelineError, whatever byte is changed', async () => {
    const whole = parquetFile(
      [text(['abc', null, 'd'], { dictionary: true }), text(['x', 'y', 'z'], { name: 'other' })],
      {
        codec: 'SNAPPY',
        pageRows: 2,
      },
    );
    for (let place = 0; place < whole.length; place++) {
      for (const mask of [0x01, 0x80, 0xff]) {
        const damaged = Buffer.from(whole);
        damaged[place] = (damaged[place] as number) ^ mask;
        const result = await valuesOf(damaged).catch((error) => error);
        if (result instanceof Error) expect(result, `byte ${place} ^ ${mask}`).toBeInstanceOf(PipelineError);
      }
    }
  });
});
