import { describe, expect, it } from 'vitest';
import { walkLikeStarCompactor } from '../../../transforms/machine-events/walk-starcompactor.ts';
import { walked } from '../../support/walked.ts';

const walk = (story: string) => walked(walkLikeStarCompactor(), story);

describe('walkLikeStarCompactor', () => {
  it.each([
    ['keeps a life', '1 CREATE a | 2 ENABLE a | 3 UPDATE b | 4 DISABLE b | 5 ENABLE b | 6 DELETE'],
    ['keeps the events of one second in their order', '1 CREATE a, ENABLE b, UPDATE c'],
    ['keeps a new life', '1 CREATE a | 2 DELETE | 3 CREATE a | 4 DELETE'],
    ['goes on while the host is deleted', '1 CREATE a | 2 DELETE | 3 ENABLE b | 4 UPDATE c | 5 DISABLE c'],
    ['keeps an UPDATE after a DELETE, whatever its properties', '1 CREATE a | 2 DELETE | 3 UPDATE a'],
    ['keeps a change there and back', '1 CREATE a | 2 UPDATE b | 3 UPDATE a'],
    ['keeps CREATE and DELETE of one second as a life', '1 CREATE a, DELETE'],
  ])('%s', (_, story) => expect(walk(story)).toBe(story));

  it.each([
    ['drops what comes before the first CREATE', '1 ENABLE a | 2 UPDATE b | 3 DELETE | 4 CREATE c', '4 CREATE c'],
    ['what it dropped then does not count', '1 ENABLE a | 2 CREATE a | 3 ENABLE a', '2 CREATE a | 3 ENABLE a'],
    ['drops CREATE while created', '1 CREATE a | 2 CREATE b', '1 CREATE a'],
    ['drops DELETE while deleted', '1 CREATE a | 2 DELETE | 3 DELETE', '1 CREATE a | 2 DELETE'],
    ['drops ENABLE while enabled', '1 CREATE a | 2 ENABLE a | 3 ENABLE b', '1 CREATE a | 2 ENABLE a'],
    ['drops DISABLE of what was never enabled', '1 CREATE a | 2 DISABLE a | 3 ENABLE a', '1 CREATE a | 3 ENABLE a'],
    [
      'drops DISABLE while disabled',
      '1 CREATE a | 2 ENABLE a | 3 DISABLE a | 4 DISABLE b',
      '1 CREATE a | 2 ENABLE a | 3 DISABLE a',
    ],
    ['drops an UPDATE that says nothing new', '1 CREATE a | 2 UPDATE a', '1 CREATE a'],
    ['an ENABLE can tell it too', '1 CREATE a | 2 ENABLE b | 3 UPDATE b', '1 CREATE a | 2 ENABLE b'],
    ['only kept events count', '1 CREATE a | 2 CREATE b | 3 UPDATE b', '1 CREATE a | 3 UPDATE b'],
    [
      '"enabled" survives a DELETE',
      '1 CREATE a | 2 ENABLE a | 3 DELETE | 4 CREATE a | 5 ENABLE a | 6 DISABLE a',
      '1 CREATE a | 2 ENABLE a | 3 DELETE | 4 CREATE a | 6 DISABLE a',
    ],
    [
      'a DELETE and a CREATE of one second leave the host deleted',
      '1 CREATE a | 2 CREATE b, DELETE',
      '1 CREATE a | 2 DELETE',
    ],
    ['knows no RETURN', '1 CREATE a | 2 DELETE | 3 RETURN b ENABLE 1', '1 CREATE a | 2 DELETE'],
  ])('%s', (_, story, kept) => expect(walk(story)).toBe(kept));
});
