/** One small text in every format, made by the formats' own tools, so that the tests need none of them installed. */
import { execFileSync, spawnSync } from 'node:child_process';
import { gzipSync } from 'node:zlib';

/** A dump-like text of 1.9 kB, not all of it ASCII. */
export const SAMPLE = sampleText();

function sampleText(): Buffer {
  let text = '-- MySQL dump 10.13\n';
  let x = 7;
  for (let i = 0; i < 40; i++) {
    x = (x * 1103515245 + 12345) % 2147483648;
    text += `INSERT INTO \`t\` VALUES (${i},'${x.toString(36)}','höst-${i % 7}');\n`;
  }
  return Buffer.from(text);
}

const base64 = (text: string): Buffer => Buffer.from(text, 'base64');

/** {@link SAMPLE}, compressed. */
export const COMPRESSED = {
  gzip: gzipSync(SAMPLE),
  /** `bzip2 -9c` */
  bzip2: base64(
    'QlpoOTFBWSZTWQ8hLpUAAQbfjAAQQOd/6CInvwB////wAQAIAEAB3aumcIamhNTNCjzKaM1T9TE0I9EyYeoRpoGimPRNST1HqMgHpAAA0GaI0I' +
      'mqfqJphqegAJoZDIwEZNBoCpUKb1NRo9IaaGmmgAADTTIDd2apIcYj25BGDnEZhGXFuYsFm9jvY6UpZShkSSTQqSSSSCSSv2PnHl8KVE6LNSPi' +
      'yk29bDVbVbespZbbfrqtryhHCIyCLrsOGtdK9q6vNZS0AIHvZc5abqZUctBMMxs4ebSAEFsgk78q3YREtuwDESaYtCoLXDUGsTAR4HsYHDyoAy' +
      'xIYIPogcQMKgoUYkVCLWrogxlx11OElTXoaKxoeMuDZECu9Tu9Kw6Al3j9c0Jtzfm4+tbrzpz79uS67VhszdwJZ+Ln2Tr7gBGoR6CNQjwEdojT' +
      'nEV6AjOIv6AjSI6dQisR8CLRGQRUAw9vyvDwuDlPss5J1/u5GM6ETxTbd2yKYUrxy9aM2wMxk6bYb6IWZ8zommAMPqNmVIk6cGFa6LkpsayqPM' +
      'rTaIXVTLSQfGlh7lpbPoOqhsqHnIs5MPY11eQX1U4FK0vIAML/QAGCL/AAMLkNlOHwpe1ypaxOf7qtUDyYDVqLz8ZDKJX8ADOsR/i7kinChIB5' +
      'CXSo',
  ),
  /** `zstd -qc` */
  zstd: base64(
    'KLUv/QRYBQ4AFhxYL2Bnmw4wSBAEQdDB7Lst7Tw1EZLZ99teurQ6YZQVcV3pkJK9995SWtOooXIZrEBPVQBGAEgA7EWzcXUtMs7Ckq6tpbuWJ9' +
      'fmSUVycVx5HyiKmOsiHJwhqqlgAeN6tjQOfLgyAEoi4cCCAASKQ+WgEGhgUFAaDCQkGBQMegOwVagI4igLBRKSAQoCERHpClla1EJ8fduYeK+O' +
      'LY+VnGvbt5HRfO11k1kmV27SeUDrXbfb7gOvbPmKDS4m12UnhjQSXyOLiolpXFf4oAUDXpDrc1fuGt90UDbmFbopivTD19fkw2RN1tW1jCwV4b' +
      'XxNScdMa7N2+BkJA9XZjYj0LPwdflBDVPN48rYtabpBPO6NDY1FNV1jd0sKQMGCAdv01FI16X7iVWT7hqbISuyWHmFvQyz19dOOo+r66dF01Rd' +
      'W0OOx9nq2j0pJpIEuXLHJ4Hi47o9HQ5+qCvrBHBKrguDAUioIXRBESijev8NsDOSdBLYFWIMQ/A3BIVatgfiVLtIdyKR9TxAluRjScpKfSSpGV' +
      '47ruTl8/L7CEllCRICAigMj7kpA8wA/c8CQnzJJKmuVCqaiCo5iysUZMhWAXYVqAU=',
  ),
  /** `xz -c` */
  xz: base64(
    '/Td6WFoAAATm1rRGAgAhARYAAAB0L+Wj4AeIAbBdABbgfJp5KEfDmUEfi3ksuNjM3mwy2SkwFRw+233zC6nrMWiafJDwRqgjUYXg3PN0Rdtbvc' +
      '27iYsmyPA9IELsx9D8mmUiTKRnfTQEY7ED7DWKcBuVf8McgfpxwYa604j6/75iVFrtAVuRBHgk+uaNIF4W6ZJjrPLFrWwqTq5rDNGf0/XC2ZOE' +
      'ybms+aAwSJeRxdD3qc2q7S4JQKBFbGH+hL9ZWHa8hR4ZIOrFH8+zCWap+ZjmuQuu19d8FIqNNCcnls2u4WtoxAtG0ukkAJUDlTbPH5W4SohGD+' +
      'Z5Kv8GBnflVujrV9o6Rbm9s4IKYWC3Xu6GPfYdLuywRpgpR66dBKkHbnDIuk/i0tLe40Eg4K58Gf4W6XeH9qM1WbH0Snjd0WNAQuQhVWXZHwfE' +
      'C7wyOFd7pIdI98aWcmLCGJ3aU6gUOeu6nomMxCxawASPYMM38A/oDnmk66RLitapih2nUE9v0vk6Geno4rZWJU6J8jyk1MqKJvYbECmb2JDmy/' +
      '+Mpic6J/FRa1I2i1rvzoQoDGao9cWcOBx5oSh/VZW2U8n1f+AMLW7+/wbvlyx8N0ROAACs9LOZFImpVQABzAOJDwAATs7SebHEZ/sCAAAAAARZ' +
      'Wg==',
  ),
};

/** The same by `zstd --no-check`, from a pipe: with neither checksum nor size. */
export const ZSTD_WITHOUT_CHECKSUM = base64(
  'KLUv/QBYBQ4AFhxYL2Bnmw4wSBAEQdDB7Lst7Tw1EZLZ99teurQ6YZQVcV3pkJK9995SWtOooXIZrEBPVQBGAEgA7EWzcXUtMs7Ckq6tpbuWJ9' +
    'fmSUVycVx5HyiKmOsiHJwhqqlgAeN6tjQOfLgyAEoi4cCCAASKQ+WgEGhgUFAaDCQkGBQMegOwVagI4igLBRKSAQoCERHpClla1EJ8fduYeK+O' +
    'LY+VnGvbt5HRfO11k1kmV27SeUDrXbfb7gOvbPmKDS4m12UnhjQSXyOLiolpXFf4oAUDXpDrc1fuGt90UDbmFbopivTD19fkw2RN1tW1jCwV4b' +
    'XxNScdMa7N2+BkJA9XZjYj0LPwdflBDVPN48rYtabpBPO6NDY1FNV1jd0sKQMGCAdv01FI16X7iVWT7hqbISuyWHmFvQyz19dOOo+r66dF01Rd' +
    'W0OOx9nq2j0pJpIEuXLHJ4Hi47o9HQ5+qCvrBHBKrguDAUioIXRBESijev8NsDOSdBLYFWIMQ/A3BIVatgfiVLtIdyKR9TxAluRjScpKfSSpGV' +
    '47ruTl8/L7CEllCRICAigMj7kpA8wA/c8CQnzJJKmuVCqaiCo5iysUZMhWAQ==',
);

/** The same by `xz --check=sha256`, which the decoder does not support. */
export const XZ_WITH_SHA256 = base64(
  '/Td6WFoAAArh+wyhAgAhARYAAAB0L+Wj4AeIAbBdABbgfJp5KEfDmUEfi3ksuNjM3mwy2SkwFRw+233zC6nrMWiafJDwRqgjUYXg3PN0Rdtbvc' +
    '27iYsmyPA9IELsx9D8mmUiTKRnfTQEY7ED7DWKcBuVf8McgfpxwYa604j6/75iVFrtAVuRBHgk+uaNIF4W6ZJjrPLFrWwqTq5rDNGf0/XC2ZOE' +
    'ybms+aAwSJeRxdD3qc2q7S4JQKBFbGH+hL9ZWHa8hR4ZIOrFH8+zCWap+ZjmuQuu19d8FIqNNCcnls2u4WtoxAtG0ukkAJUDlTbPH5W4SohGD+' +
    'Z5Kv8GBnflVujrV9o6Rbm9s4IKYWC3Xu6GPfYdLuywRpgpR66dBKkHbnDIuk/i0tLe40Eg4K58Gf4W6XeH9qM1WbH0Snjd0WNAQuQhVWXZHwfE' +
    'C7wyOFd7pIdI98aWcmLCGJ3aU6gUOeu6nomMxCxawASPYMM38A/oDnmk66RLitapih2nUE9v0vk6Geno4rZWJU6J8jyk1MqKJvYbECmb2JDmy/' +
    '+Mpic6J/FRa1I2i1rvzoQoDGao9cWcOBx5oSh/VZW2U8n1f+AMLW7+/wbvlyx8N0ROAAD5mSYf3p2GkAWyVBVrsabFKLuFsMxnbnk8L+td4DUZ' +
    'HQAB5AOJDwAAFUktkrbp3xwCAAAAAApZWg==',
);

/** The bytes in chunks of one length. */
export async function* inChunks(bytes: Uint8Array, length = bytes.length): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

/** Everything, joined. Each chunk is copied at once, since the next may overwrite it. */
export async function joined(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const copies: Uint8Array[] = [];
  for await (const chunk of chunks) copies.push(Uint8Array.from(chunk));
  return Buffer.concat(copies);
}

/** Is a program installed? Says so in the output when it is not, as tests are then skipped. */
export function hasTool(name: string, ...versionFlag: string[]): boolean {
  const found = spawnSync(name, versionFlag, { input: '' }).error === undefined;
  if (!found) console.info(`skipped: the tests that compare with ${name}, which is not installed`);
  return found;
}

/** What a program writes when it is given this. */
export const runTool = (name: string, args: readonly string[], input: Uint8Array): Buffer =>
  execFileSync(name, args, { input, maxBuffer: 1 << 30, stdio: ['pipe', 'pipe', 'ignore'] });
