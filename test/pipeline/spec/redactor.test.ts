import { describe, expect, it } from 'vitest';
import { Redactor } from '../../../pipeline/spec/redactor.ts';

describe('Redactor', () => {
  it('replaces values, longer ones first', () => {
    const redactor = new Redactor();
    redactor.add('abc', '${A}');
    redactor.add('abcdef', '${B}');
    redactor.addSecret('hush');
    expect(redactor.redact('abc, abcdef and hush; abc')).toBe('${A}, ${B} and •••; ${A}');
  });

  it('takes secrets out of any text', () => {
    const redactor = new Redactor();
    redactor.add('abc', '${A}');
    redactor.addSecret('hush');
    expect(redactor.redactSecrets('abc hush')).toBe('abc •••');
  });

  it('leaves what is too short to hide anything', () => {
    const redactor = new Redactor();
    redactor.add('a', '${A}');
    redactor.add('', '${E}');
    redactor.addSecret('b');
    expect(redactor.redact('a banana')).toBe('a banana');
  });

  it('puts in $ as such', () => {
    const redactor = new Redactor();
    redactor.add('a.c', '$&');
    expect(redactor.redact('a.c abc')).toBe('$& abc');
  });
});
