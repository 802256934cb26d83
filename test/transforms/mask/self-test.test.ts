import { expect, test, vi } from 'vitest';
import { machineEventType } from '../../../pipeline/records/machine-event.ts';
import mask from '../../../transforms/mask.ts';
import { memoryContext } from '../../support/run-context.ts';

vi.mock('../../../transforms/mask/pseudonym.ts', async (original) => ({
  ...(await original<typeof import('../../../transforms/mask/pseudonym.ts')>()),
  pseudonymOf: () => () => 'the same under every key',
}));

test.each(['sha2-salted', 'hmac-sha256'])('%s that forgets its key ends the run before it begins', (method) => {
  const create = () => mask.create(mask.options.parse({ method }), memoryContext(), machineEventType([]));
  expect(create).toThrow(expect.objectContaining({ code: 'mask-without-key', exitCode: 70 }));
});
