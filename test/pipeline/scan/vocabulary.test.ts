import { expect, test } from 'vitest';
import { instanceEventType } from '../../../pipeline/records/instance-event.ts';
import { vocabularyOf } from '../../../pipeline/scan/vocabulary.ts';

const isVocabulary = vocabularyOf(instanceEventType({ cloud: 'vm', origin: 'database' }));

test.each([
  'instance',
  'compute__do_build_and_run_instance',
  'Success',
  'memory_mb',
  'HOST_NAME (PHYSICAL)',
  'ATTACH-volume',
])('%s is said anyway', (text) => expect(isVocabulary(text)).toBe(true));

test.each(['alice', 'instance1', 'run_alice', 'größe'])('%s says something', (text) => {
  expect(isVocabulary(text)).toBe(false);
});
