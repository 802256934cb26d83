import { compilePythonRegex } from './python-regex.ts';

export interface RackOption {
  /** In Python's syntax, searched for anywhere in the hypervisor's name. */
  readonly regex: string;
  /** Number or name; 0 is the whole match. */
  readonly group: number | string;
}

export type RackFinder = (hypervisor: string) => string | null;

/** Star Compactor's rack of a host whose name does not show one. */
const UNKNOWN = 'UNKNOWN';

/** What is wrong with the option, and where. */
export function rackProblem({ regex, group }: RackOption): { path: 'regex' | 'group'; message: string } | undefined {
  let compiled: RegExp;
  try {
    compiled = compilePythonRegex(regex);
  } catch (error) {
    return { path: 'regex', message: `not a regular expression that can be used here: ${(error as Error).message}` };
  }
  const { count, names } = groupsOf(compiled);
  if (typeof group === 'string' ? names.includes(group) : group <= count) return undefined;
  const found =
    count === 0 ? 'no groups' : `groups ${[1, count].join(' to ')}${names.length ? ` (${names.join(', ')})` : ''}`;
  return { path: 'group', message: `the regex has no group ${group}: found ${found}; group 0 is the whole match` };
}

function groupsOf({ source, flags }: RegExp): { count: number; names: string[] } {
  // With an empty alternative the expression matches anything, and shows its groups.
  const match = new RegExp(`${source}|`, flags).exec('');
  return { count: (match?.length ?? 1) - 1, names: Object.keys(match?.groups ?? {}) };
}

/** Racks as Star Compactor writes them: `UNKNOWN` where the name does not match, and empty ones stay empty. */
export function starCompactorRack(option: RackOption | undefined): RackFinder {
  if (option === undefined) return () => UNKNOWN;
  const search = searchOf(option);
  return (hypervisor) => {
    const match = search(hypervisor);
    return match === undefined ? UNKNOWN : match;
  };
}

/** A rack that is not known, or empty, is null. */
export function knownRack(option: RackOption | undefined): RackFinder {
  if (option === undefined) return () => null;
  const search = searchOf(option);
  return (hypervisor) => search(hypervisor) || null;
}

/** The group's text; null when it took no part in the match, undefined when there is no match. */
function searchOf({ regex, group }: RackOption): (hypervisor: string) => string | null | undefined {
  const compiled = compilePythonRegex(regex);
  return (hypervisor) => {
    const match = compiled.exec(hypervisor);
    if (match === null) return undefined;
    return (typeof group === 'string' ? match.groups?.[group] : match[group]) ?? null;
  };
}
