import { type HostWalk, KINDS, type Kind, type Told } from '../../transforms/machine-events/walk.ts';
import { groupBy } from '../../transforms/rows/group-by.ts';

/**
 * Walks through a story such as `1 CREATE a | 5 ENABLE a, UPDATE b | 9 DELETE`: moments with their times, events with the letter of
 * their properties. `RETURN b ENABLE 7` shows the host again, enabled since 7. The result is written in the same way.
 */
export function walked(walk: HostWalk, story: string): string {
  const told = story.split(' | ').flatMap((moment) => walk(momentOf(moment)));
  return [...groupBy(told, ({ time }) => time)]
    .map(
      ([time, events]) =>
        `${time} ${events.map(({ event, values }) => [event, ...(values ?? [])].join(' ')).join(', ')}`,
    )
    .join(' | ');
}

function momentOf(text: string): Told[] {
  const [, time, events] = /^(\d+) (.*)$/.exec(text)!;
  return events!
    .split(', ')
    .map((event): Told => {
      const [kind, letter, status, since] = event.split(' ') as [Kind, string?, ('ENABLE' | 'DISABLE')?, string?];
      const told = { kind, time: Number(time), values: letter === undefined ? null : [letter] };
      return status === undefined ? told : { ...told, status, statusTime: Number(since) };
    })
    .sort((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind));
}
