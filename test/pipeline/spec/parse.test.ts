import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseText as parse } from '../../support/load.ts';

const problemsOf = async (text: string) => (await parse(text)).problems;

describe('values', () => {
  it('are those of YAML 1.2, core schema', async () => {
    const { values, problems } = await parse(
      '{ a: yes, b: 012, c: 0o17, d: ~, e: 1:30, f: 2015-09-17, g: .5, h: False, i: <<, "j": !!str 1 }',
    );
    expect(problems).toBe('\n');
    const expected = { a: 'yes', b: 12, c: 15, d: null, e: '1:30', f: '2015-09-17', g: 0.5, h: false, i: '<<', j: '1' };
    expect(values).toEqual([expected]);
  });

  it('come document by document', async () => {
    expect((await parse('a: 1\n---\n- b\n...\n---\nc')).values).toEqual([{ a: 1 }, ['b'], 'c']);
    expect((await parse('')).values).toEqual([]);
    expect((await parse('# only this\n')).values).toEqual([]);
    expect((await parse('a: 1\n---\n')).values).toEqual([{ a: 1 }, null]);
  });

  it('of aliases are those of their anchors', async () => {
    const { values, problems } = await parse('a: &x { b: [1, &y 2] }\nc: *x\nd: *y\ne: &x 3\nf: *x');
    expect(problems).toBe('\n');
    expect(values).toEqual([{ a: { b: [1, 2] }, c: { b: [1, 2] }, d: 2, e: 3, f: 3 }]);
  });

  it('keep keys that mean something to JavaScript', async () => {
    const { values } = await parse('__proto__: { polluted: true }\nconstructor: 1\n2: x');
    expect(Object.entries(values[0] as object)).toEqual([
      ['2', 'x'],
      ['__proto__', { polluted: true }],
      ['constructor', 1],
    ]);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('of any JSON are what JSON says', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ maxDepth: 4 }), async (value) => {
        const json = JSON.stringify(value, (_, inner) => (Object.is(inner, -0) ? 0 : inner));
        expect(await parse(json)).toEqual({ values: [JSON.parse(json)], problems: '\n' });
      }),
    );
  });
});

describe('floods', () => {
  it('of aliases end', async () => {
    const levels = Array.from(
      { length: 12 },
      (_, i) => `l${i + 1}: &l${i + 1} [${Array(9).fill(`*l${i}`).join(', ')}]`,
    );
    const problems = await problemsOf(`l0: &l0 x\n${levels.join('\n')}\n`);
    expect(problems).toContain('the aliases of this document unfold to too many values');
    expect(problems.match(/ error /g)).toHaveLength(1);
  });

  it('of errors end', async () => {
    expect((await problemsOf('\ta: 1\n'.repeat(1000))).match(/ error /g)?.length).toBeLessThanOrEqual(20);
  });

  it('of brackets end', async () => {
    expect(await problemsOf('['.repeat(20_000))).toContain('the YAML is nested too deeply');
  });
});
