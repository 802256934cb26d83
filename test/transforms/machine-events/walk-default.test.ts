import { describe, expect, it } from 'vitest';
import { walk as newWalk } from '../../../transforms/machine-events/walk-default.ts';
import { walked } from '../../support/walked.ts';

const walk = (story: string) => walked(newWalk(), story);

describe('walk', () => {
  it.each([
    ['keeps a life', '1 CREATE a | 2 ENABLE a | 3 UPDATE b | 4 DISABLE b | 5 ENABLE b | 6 DELETE'],
    ['keeps the events of one second in their order', '1 CREATE a, ENABLE b, UPDATE c'],
    ['a host may be disabled from the first', '1 CREATE a | 2 DISABLE a | 3 ENABLE a'],
    ['each life begins with an unknown status', '1 CREATE a | 2 ENABLE a | 3 DELETE | 4 CREATE a | 5 ENABLE a'],
    ['the same for a disabled one', '1 CREATE a | 2 DISABLE a | 3 DELETE | 4 CREATE a | 5 DISABLE a'],
    ['keeps a change there and back', '1 CREATE a | 2 UPDATE b | 3 UPDATE a'],
    ['takes a CREATE and a DELETE of one second for a life, where there was none', '1 CREATE a, DELETE'],
    ['takes an event at the second of the CREATE', '1 CREATE a, DISABLE a'],
  ])('%s', (_, story) => expect(walk(story)).toBe(story));

  it.each([
    ['drops what comes before the first CREATE', '1 ENABLE a | 2 UPDATE b | 3 DELETE | 4 CREATE c', '4 CREATE c'],
    ['drops CREATE while the host exists', '1 CREATE a | 2 CREATE b | 3 UPDATE b', '1 CREATE a | 3 UPDATE b'],
    ['drops DELETE while it is deleted', '1 CREATE a | 2 DELETE | 3 DELETE', '1 CREATE a | 2 DELETE'],
    ['drops ENABLE while enabled', '1 CREATE a | 2 ENABLE a | 3 ENABLE b', '1 CREATE a | 2 ENABLE a'],
    ['drops DISABLE while disabled', '1 CREATE a | 2 DISABLE a | 3 DISABLE b', '1 CREATE a | 2 DISABLE a'],
    ['drops an UPDATE that says nothing new', '1 CREATE a | 2 UPDATE a', '1 CREATE a'],
    ['an ENABLE can tell it too', '1 CREATE a | 2 ENABLE b | 3 UPDATE b', '1 CREATE a | 2 ENABLE b'],
    [
      'drops everything while the host is deleted',
      '1 CREATE a | 2 DELETE | 3 ENABLE b | 4 UPDATE c | 5 DISABLE c | 6 CREATE d',
      '1 CREATE a | 2 DELETE | 6 CREATE d',
    ],
    [
      'also at the second of the DELETE',
      '1 CREATE a | 2 DELETE, DISABLE b, ENABLE b, UPDATE c',
      '1 CREATE a | 2 DELETE',
    ],
    [
      'what it dropped does not count',
      '1 CREATE a | 2 DELETE | 3 ENABLE a | 4 CREATE a | 5 ENABLE a',
      '1 CREATE a | 2 DELETE | 4 CREATE a | 5 ENABLE a',
    ],
    [
      'takes a DELETE and a CREATE of one second for a new life, where there was one',
      '1 CREATE a | 2 ENABLE a | 3 CREATE b, DELETE, ENABLE b, UPDATE c',
      '1 CREATE a | 2 ENABLE a | 3 DELETE, CREATE b, ENABLE b, UPDATE c',
    ],
    ['a RETURN begins a new life', '1 CREATE a | 2 DELETE | 3 RETURN b', '1 CREATE a | 2 DELETE | 3 CREATE b'],
    [
      'with the status that was written down while the host was away',
      '1 CREATE a | 2 DELETE | 4 RETURN b DISABLE 3',
      '1 CREATE a | 2 DELETE | 4 CREATE b, DISABLE b',
    ],
    [
      'and only once',
      '1 CREATE a | 2 DELETE | 4 RETURN b ENABLE 4, ENABLE b, UPDATE b | 5 ENABLE c',
      '1 CREATE a | 2 DELETE | 4 CREATE b, ENABLE b',
    ],
    [
      'the same for a disabled one',
      '1 CREATE a | 2 DELETE | 4 RETURN b DISABLE 4, DISABLE b',
      '1 CREATE a | 2 DELETE | 4 CREATE b, DISABLE b',
    ],
    [
      'but not with a later one, which has an event of its own',
      '1 CREATE a | 2 DELETE | 4 RETURN b ENABLE 5 | 5 ENABLE b',
      '1 CREATE a | 2 DELETE | 4 CREATE b | 5 ENABLE b',
    ],
    ['drops the RETURN of a host that was never created', '1 RETURN a ENABLE 1 | 2 CREATE b', '2 CREATE b'],
    ['drops the RETURN of a host that exists', '1 CREATE a | 2 RETURN b DISABLE 1', '1 CREATE a'],
    [
      'and of one whose CREATE has been told',
      '1 CREATE a | 2 DELETE | 3 CREATE b | 4 RETURN b ENABLE 1',
      '1 CREATE a | 2 DELETE | 3 CREATE b',
    ],
    [
      'a DELETE of the same second comes before it',
      '1 CREATE a | 2 DELETE, RETURN b',
      '1 CREATE a | 2 DELETE, CREATE b',
    ],
  ])('%s', (_, story, kept) => expect(walk(story)).toBe(kept));
});
