/**
 * Compiles a regular expression over file names. JavaScript's syntax; Python's spelling of named groups, `(?P<name>…)` and
 * `(?P=name)`, is understood too, since Star Compactor's users bring theirs along.
 *
 * @throws SyntaxError that says what is wrong.
 */
export function compileNameRegex(source: string): RegExp {
  // What is escaped or stands between brackets is passed over, as it may only look like a group.
  const translated = source.replace(/\\.|\[(?:\\.|[^\]\\])*\]|\(\?P<|\(\?P=(\w+)\)/gs, (part, reference?: string) =>
    part === '(?P<' ? '(?<' : reference === undefined ? part : `\\k<${reference}>`,
  );
  try {
    return new RegExp(translated);
  } catch (error) {
    throw new SyntaxError((error as Error).message.replace(/^.*: /s, '').toLowerCase());
  }
}

export function countGroups(source: string): number {
  // With an empty alternative the expression matches anything, and shows its groups.
  return (new RegExp(`${compileNameRegex(source).source}|`).exec('')?.length ?? 1) - 1;
}
