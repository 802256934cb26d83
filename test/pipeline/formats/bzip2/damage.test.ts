import { describe, expect, it } from 'vitest';
import { writeBlock } from '../../../../fixtures/bzip2/write-block.ts';
import { PipelineError } from '../../../../pipeline/errors.ts';
import { BLOCK_MARK } from '../../../../pipeline/formats/bzip2/format.ts';
import { findBlocks } from '../../../../pipeline/formats/bzip2/index.ts';
import { decode, decodeUntilError, encode, KERNELS, OWN_KERNELS } from '../../../support/bzip2.ts';
import {
  craftBlock,
  craftColumn,
  craftRawBlock,
  craftStream,
  endStream,
  startStream,
} from '../../../support/bzip2-crafting.ts';

const content = Buffer.from('She sells sea shells by the sea shore; the shells she sells are sea shells, for sure.');
const bytes = await encode(content);

describe.each(KERNELS)('the %s kernel', (kernel) => {
  it('fails wherever a file is cut off', async () => {
    const two = Buffer.concat([bytes, bytes]);
    for (let length = 0; length < two.length; length++) {
      if (length === bytes.length) continue;
      const { content: decoded, error } = await decodeUntilError(two.subarray(0, length), { kernel });
      expect(error).toBeInstanceOf(PipelineError);
      expect(error).toMatchObject({
        code: 'truncated-bzip2',
        exitCode: 65,
        message: expect.stringMatching(/^cut off: expected .*, found the end$/),
        location: { file: '', byteOffset: length, compressed: true },
      });
      if (length > bytes.length) expect(decoded.subarray(0, content.length).equals(content)).toBe(true);
    }
  });

  it('notices each flipped bit that makes a difference', async () => {
    const harmless: number[] = [];
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const flipped = Buffer.from(bytes);
      flipped[bit >> 3]! ^= 0x80 >> (bit & 7);
      const { content: decoded, error } = await decodeUntilError(flipped, { kernel });
      if (error === undefined) harmless.push(bit);
      else {
        const code = expect.stringMatching(/^(corrupt|truncated)-bzip2$/);
        expect(error).toMatchObject({ code, location: { compressed: true } });
      }
      // The block may be whole, and the stream not.
      expect(String(error === undefined ? decoded : content)).toBe(String(content));
    }
    // Two bits that make level 9 another one; that a block so short is randomised; the padding.
    const randomised = 8 * 4 + 48 + 32;
    const padding = bytes.length * 8 - 1;
    expect(harmless).toEqual(kernel === 'bz2' ? [28, 31, padding] : [28, 31, randomised, padding]);
  });

  it('ignores what follows the last stream, with a warning', async () => {
    for (const garbage of ['\0', 'x'.repeat(100), 'BZ0', 'BZh0', `no${bytes.toString('latin1')}`]) {
      const warnings: string[] = [];
      const followed = Buffer.concat([bytes, bytes, Buffer.from(garbage, 'latin1')]);
      const onWarning = (code: string, message: string) => warnings.push(`${code}: ${message}`);
      expect(String(await decode(followed, { kernel, onWarning }, 50))).toBe(`${content}${content}`);
      expect(warnings).toEqual([
        `trailing-garbage: ignored ${garbage.length} bytes after the last bzip2 stream, from byte ${2 * bytes.length} on`,
      ]);
    }
  });

  it.each([
    ['B', 'truncated-bzip2'],
    ['BZ', 'truncated-bzip2'],
    ['BZh', 'truncated-bzip2'],
    ['BZh9', 'truncated-bzip2'],
    ['BZh9garbage', 'corrupt-bzip2'],
  ])('fails when a last stream only begins: %s', async (start, code) => {
    const { content: decoded, error } = await decodeUntilError(Buffer.concat([bytes, Buffer.from(start)]), { kernel });
    expect(String(decoded)).toBe(String(content));
    expect(error).toMatchObject({ code });
  });

  it.each(['x', 'BZh0', 'BZx9', 'plain text'])('fails when the first bytes are not bzip2: %s', async (start) => {
    const { error } = await decodeUntilError(Buffer.concat([Buffer.from(start), bytes]), { kernel });
    expect(error).toMatchObject({ message: expect.stringContaining('expected BZh and a level from 1 to 9') });
  });
});

const block = craftBlock(content);

/** A block of these numbers, each of so many bits, after the origin. */
function header(...fields: [bits: number, value: number][]): Buffer {
  const writer = startStream(9);
  for (const [bits, value] of [[48, BLOCK_MARK], [32, 0], [1, 0], [24, 0], ...fields] as const)
    writer.write(bits, value);
  return endStream(writer, 0);
}

/** A block of one group with this table, then some bits. */
function coded(lengths: Uint8Array, ...fields: [bits: number, value: number][]): Buffer {
  const writer = startStream(9);
  const nothing = block.symbols.subarray(0, 0);
  writeBlock(writer, { ...block, tables: [lengths, lengths], selectors: [0], symbols: nothing });
  for (const [bits, value] of fields) writer.write(bits, value);
  return endStream(writer, 0);
}

const symbolCount = block.bytesInUse.length + 2;
const allOf = (length: number) => new Uint8Array(symbolCount).fill(length);
const ONE_BYTE: [number, number][] = [
  [16, 0x8000],
  [16, 0x8000],
];

const oneRun = craftRawBlock(Buffer.alloc(100_001), content);
const noRuns = craftBlock(Buffer.from(Array.from({ length: 100_001 }, (_, i) => (i * 89) % 251)));
const runDigits = (count: number) =>
  craftStream([{ ...block, symbols: Uint16Array.from([...Array(count).fill(1), 2]), selectors: [0] }]);

const noBlock = { lastColumn: Buffer.from('cabba'), origin: 0 };
const aacaa = Buffer.from('aacaa');

const damaged: Record<string, [Buffer, string]> = {
  'another checksum of the block': [craftStream([{ ...block, checksum: 1 }]), 'checksum of a block'],
  'another checksum of the stream': [craftStream([block], 9, 1), 'checksum of a stream'],
  'something between the blocks': [
    Buffer.concat([bytes.subarray(0, 4), Buffer.alloc(40)]),
    'expected a block or the end',
  ],
  'no bytes in use': [header([16, 0]), 'uses none'],
  'bytes in use of which there are none': [header([16, 0x8000], [16, 0]), 'uses none'],
  'no tables': [header(...ONE_BYTE, [3, 0]), '2 to 6 code tables'],
  'one table': [header(...ONE_BYTE, [3, 1]), '2 to 6 code tables'],
  'seven tables': [header(...ONE_BYTE, [3, 7]), '2 to 6 code tables'],
  'no selectors': [header(...ONE_BYTE, [3, 2], [15, 0]), 'selector'],
  'a selector beyond the tables': [header(...ONE_BYTE, [3, 2], [15, 1], [2, 0b11]), 'selector'],
  'a code length of 0': [header(...ONE_BYTE, [3, 2], [15, 1], [1, 0], [5, 0], [48, 0]), 'code lengths from 1 to 20'],
  'a code length of 21': [
    header(...ONE_BYTE, [3, 2], [15, 1], [1, 0], [5, 20], [2, 0b10]),
    'code lengths from 1 to 20',
  ],
  'bits that are no code': [coded(allOf(20), [20, 0xfffff]), 'found bits that are none'],
  'a table with too many codes': [coded(allOf(1), [20, 0]), 'found bits that are none'],
  'no end': [craftStream([{ ...noRuns, symbols: noRuns.symbols.subarray(0, 50), selectors: [0] }]), 'selectors'],
  'a run that is longer than a block': [runDigits(20), 'larger one'],
  'a run of two billion': [runDigits(30), 'larger one'],
  'a run longer than any number': [runDigits(45), 'larger one'],
  'one run more than its level allows': [craftStream([oneRun], 1), 'larger one'],
  'one byte more than its level allows': [craftStream([noRuns], 1), 'larger one'],
  'an origin beyond the block': [craftStream([{ ...block, origin: content.length }]), 'number beyond the last'],
  'no count after a run': [
    craftStream([craftRawBlock(Buffer.from('xaaaa'), Buffer.from('xaaaa'))]),
    'expected the count of a run',
  ],
};

describe.each(OWN_KERNELS)('the %s kernel', (kernel) => {
  it.each(Object.keys(damaged))('fails on %s', async (name) => {
    const [input, message] = damaged[name]!;
    const { error } = await decodeUntilError(input, { kernel });
    expect(error).toMatchObject({ code: 'corrupt-bzip2', message: expect.stringContaining(message) });
  });

  it('knows bits that are no code from bits that are missing', async () => {
    const noCode = coded(allOf(20), [20, 0xfffff]);
    // The last twelve bytes hold the end mark, the checksum, and 9 to 16 of the twenty bits.
    const { error } = await decodeUntilError(noCode.subarray(0, -12), { kernel });
    expect(error).toMatchObject({ message: expect.stringContaining('cut off') });
  });

  it('gives out what comes before the damage, and tells where that is', async () => {
    const first = craftBlock(Buffer.from('first'));
    const whole = craftStream([first, { ...block, origin: content.length }]);
    const { content: decoded, error } = await decodeUntilError(whole, { kernel });
    expect(String(decoded)).toBe('first');
    const byteOffset = Math.floor(findBlocks(whole)[1]!.bit / 8);
    expect(error).toMatchObject({ location: { file: '', byteOffset, compressed: true } });
    const named = (error as PipelineError).at({ file: 'dump.sql.bz2' });
    expect(named.location).toEqual({ file: 'dump.sql.bz2', byteOffset, compressed: true });
  });

  it.each([
    ['a table with too many codes that nothing uses', [{ ...block, tables: [...block.tables, allOf(1)] }], content],
    [
      'more selectors than it takes',
      [{ ...block, selectors: Array(32_767).fill(0, 2).fill(block.selectors[0], 0, 2) }],
      content,
    ],
    [
      'as long a run as its level allows',
      [craftRawBlock(Buffer.alloc(100_000), Buffer.alloc(80_000))],
      Buffer.alloc(80_000),
    ],
    ['a last column that no block has: rows 0, 4 and 1 form a cycle', [craftColumn(noBlock, aacaa)], aacaa],
  ])('decodes %s', async (_, blocks, expected) => {
    expect((await decode(craftStream(blocks, 1), { kernel })).equals(expected)).toBe(true);
  });
});

// Code lengths that go up and down, for five megabytes.
const beforeLengths = header(...ONE_BYTE, [3, 2], [15, 1], [1, 0], [5, 9], [7, 0b10_11_10_1]).subarray(0, 25);
const upAndDown = Buffer.concat([beforeLengths, Buffer.alloc(5 << 20, 0b1_10_11_10_1)]);

it('fails on a block that does not end', async () => {
  const { error } = await decodeUntilError(upAndDown);
  expect(error).toMatchObject({ code: 'corrupt-bzip2', message: expect.stringContaining('goes on for megabytes') });
});
