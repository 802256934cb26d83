import { expect, it } from 'vitest';
import { CRC_START, finishCrc, updateCrc } from '../../../../pipeline/formats/bzip2/crc.ts';
import { randomBytes } from '../../../support/bzip2.ts';

it('gives the check value of CRC-32/BZIP2', () => {
  expect(finishCrc(updateCrc(CRC_START, Buffer.from('123456789'))) >>> 0).toBe(0xfc891918);
});

it('gives the same byte by byte, and in parts of any length', () => {
  const bytes = randomBytes(100);
  const whole = updateCrc(CRC_START, bytes);
  expect(bytes.reduce((crc, byte) => updateCrc(crc, Uint8Array.of(byte)), CRC_START)).toBe(whole);
  for (let at = 0; at <= bytes.length; at++) {
    expect(updateCrc(updateCrc(CRC_START, bytes.subarray(0, at)), bytes.subarray(at))).toBe(whole);
  }
});
