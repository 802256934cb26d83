import { expect, it } from 'vitest';
import { instanceEventsOptions } from '../../../transforms/instance-events/options.ts';
import { keepsUnfinished, readsShadows } from '../../../transforms/instance-events/semantics.ts';

const parse = (options: object) => instanceEventsOptions.parse({ cloud: 'vm', ...options });

it('neither archived nor unfinished events are told to look like Star Compactor', () => {
  const original = parse({ semantics: 'starcompactor', shadow_tables: true, unfinished: 'keep' });
  expect([readsShadows(original), keepsUnfinished(original)]).toEqual([false, false]);
  expect([readsShadows(parse({})), keepsUnfinished(parse({}))]).toEqual([true, true]);
  expect(keepsUnfinished(parse({ unfinished: 'drop' }))).toBe(false);
});
