/** openrc files: shell scripts that set `OS_*` variables. They are read here, never run. */
import { ExitCode, PipelineError } from '../../errors.ts';
import { readShellWord, ShellWordError } from './shell-word.ts';

export type Variables = Readonly<Record<string, string | undefined>>;

const EXPORT = /^[ \t]*(?:export|declare[ \t]+-x|typeset[ \t]+-x)[ \t]+/;
const ASSIGNMENT = /^[ \t]*([A-Za-z_]\w*)=/;
const NAME_ALONE = /^[ \t]*([A-Za-z_]\w*)(?=[\s;]|$)/;
const UNSET = /^[ \t]*unset[ \t]+(?:-v[ \t]+)?([\w \t]+)/;
/** What may stand between two assignments of a line. */
const BETWEEN = /^(?:[ \t]*(?:;|&&)[ \t]*(?:export[ \t]+)?|[ \t]+)/;
const BLOCK_BEGINS = /^[ \t]*(?:if|for|while|until|case)\b/;
const BLOCK_ENDS = /(?:^|[\s;])(?:fi|done|esac)\s*;?\s*(?:#.*)?$/;
/** Only these matter; a prompt or a path may be as wild as it likes. */
const OPENSTACK = /^OS_/;

/**
 * The `OS_*` variables that an openrc file sets. Understood are assignments, with or without `export`, quoted in any way, and
 * `unset`; whatever else a script does (asking for a password, testing what is set) is passed over, and so is what stands
 * between `if` and `fi`. A variable that the file refers to but does not set, such as `$OS_PASSWORD_INPUT`, is taken from
 * `environment`.
 *
 * @throws PipelineError with the line of a value that cannot be known without running the file; its `location.file` is empty.
 *
 * @example
 * parseOpenrc('export OS_USERNAME="ann"\nexport OS_PASSWORD=$OS_PASSWORD_INPUT', { OS_PASSWORD_INPUT: 'x' });
 */
export function parseOpenrc(script: string, environment: Variables): Record<string, string> {
  const text = script.replaceAll('\r\n', '\n');
  const values = new Map<string, string>();
  const lookup = (name: string): string | undefined => values.get(name) ?? environment[name];
  let depth = 0;
  for (let at = 0; at < text.length; ) {
    const line = text.slice(at, endOfLine(at));
    if (BLOCK_BEGINS.test(line)) depth += 1;
    const stopped = depth === 0 ? readStatements(at, line) : at;
    if (depth > 0 && BLOCK_ENDS.test(line)) depth -= 1;
    // The rest of a line is a comment, or a command that is none of our business.
    at = endOfLine(stopped) + 1;
  }
  return Object.fromEntries([...values].filter(([name]) => OPENSTACK.test(name)));

  function endOfLine(from: number): number {
    const newline = text.indexOf('\n', from);
    return newline < 0 ? text.length : newline;
  }

  /** Reads the assignments of a line, which may go on over several where a quote does; returns where it stopped. */
  function readStatements(start: number, line: string): number {
    for (const name of UNSET.exec(line)?.[1]?.split(/\s+/) ?? []) values.delete(name);
    const exported = EXPORT.exec(line)?.[0] ?? '';
    let at = start + exported.length;
    for (;;) {
      const [assignment, assigned] = ASSIGNMENT.exec(text.slice(at)) ?? [];
      const [alone, named] = (exported !== '' && NAME_ALONE.exec(text.slice(at))) || [];
      if (assignment !== undefined) at = assign(assigned!, at + assignment.length);
      else if (alone !== undefined) at = keepKnown(named!, at + alone.length);
      else return at;
      const between = BETWEEN.exec(text.slice(at));
      if (between === null) return at;
      at += between[0].length;
    }
  }

  function assign(name: string, start: number): number {
    try {
      const { value, end } = readShellWord(text, start, lookup);
      values.set(name, value);
      return end;
    } catch (error) {
      if (!(error instanceof ShellWordError)) throw error;
      if (OPENSTACK.test(name)) throw unknowable(name, text.slice(0, start).split('\n').length, error);
      values.delete(name);
      return endOfLine(start);
    }
  }

  /** `export NAME`, of what was read from a keyboard. */
  function keepKnown(name: string, end: number): number {
    const value = lookup(name);
    if (value !== undefined) values.set(name, value);
    return end;
  }
}

function unknowable(name: string, line: number, { message, variable }: ShellWordError): PipelineError {
  return new PipelineError('openrc', ExitCode.credentials, `expected the value of ${name}, found ${message}`, {
    location: { file: '', line },
    hint:
      variable === undefined
        ? `the file is read, not run: write the value itself, or put it in the environment and write ${name}=$MY_VARIABLE`
        : `set ${variable} in the environment; the file is read, not run, so it asks nobody`,
  });
}
