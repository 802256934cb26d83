#!/usr/bin/env node
/**
 * The command line. Everything but the parsing of arguments is loaded when its command runs, so that `--help` is at once there.
 */
import { setFlagsFromString } from 'node:v8';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { ExitCode, PipelineError, toPipelineError } from '../errors.ts';
import { packageVersion } from '../version.ts';
import type { RunFlags } from './run.ts';

/**
 * V8 11, that of Node 20, is tuned for programs that run for long: a seventh of the processor time of a short run went into optimising
 * what was hardly used any more. Three times as patient, it optimises what is used a lot all the same, a little later.
 */
if (process.versions.v8.startsWith('11.')) setFlagsFromString('--interrupt-budget=200000');

const EXAMPLES = `
Examples:
  $ sc-pipeline lint pipeline.yaml
  $ sc-pipeline run pipeline.yaml
  $ sc-pipeline run pipeline.yaml --set mask.method=none --set csv.path=- | head
  $ sc-pipeline describe machine-events
  $ sc-pipeline diff old.csv new.jsonl

Exit codes: 0 done, 1 findings, 3 done without some inputs, 64 usage, 65 corrupt input, 66 missing input, 70 bug,
74 I/O, 75 try again later, 76 leak found, 77 credentials, 78 bad pipeline file.`;

const collect = (value: string, all: readonly string[]): string[] => [...all, value];

const wholeNumber =
  (most: number) =>
  (value: string): number => {
    if (/^\d+$/.test(value) && Number(value) <= most) return Number(value);
    throw new InvalidArgumentError('Expected a whole number, 0 or more.');
  };

const setOption = () =>
  new Option('--set <stage.option=value>', 'override an option of the file; may be given several times')
    .argParser(collect)
    .default([], 'none');

const program = new Command('sc-pipeline')
  .description('Turns OpenStack database backups into anonymised, publishable workload traces.')
  .version(packageVersion(), '--version', 'print the version')
  .option('--debug', 'show stack traces')
  .helpOption('-h, --help', 'show help')
  .configureHelp({ showGlobalOptions: true })
  .addHelpText('after', EXAMPLES)
  .exitOverride()
  .configureOutput({ outputError: () => {} });

program
  .command('run')
  .description('run the pipelines of the files, in order')
  .argument('<file...>', 'pipeline files (YAML)')
  .addOption(setOption())
  .option(
    '--workers <n>',
    'worker threads; 0 does everything in one (default: the cores this process may use)',
    wholeNumber(9999),
  )
  .option('--quiet', 'tell only errors')
  .addOption(new Option('--log-format <format>', 'what stderr carries').choices(['pretty', 'json']).default('pretty'))
  .action(async (files, _, command: Command) => {
    // A reader that goes away ends one sink of a run, not the run.
    process.stdout.off('error', endQuietly);
    const { run } = await import('./run.ts');
    const { quiet = false, debug = false, ...flags } = command.optsWithGlobals();
    process.exitCode = await run(files, { ...flags, quiet, debug } as RunFlags);
  });

program
  .command('lint')
  .description('tell all that is wrong with pipeline files, without reading any data')
  .argument('<file...>', 'pipeline files (YAML)')
  .addOption(setOption())
  .option('--json', 'findings as JSON')
  .action(async (files, { set, json = false }) => {
    const { lint } = await import('./lint.ts');
    process.exitCode = await lint(files, { set, json });
  });

program
  .command('list')
  .description('list the stages')
  .action(async () => {
    const { list } = await import('./list.ts');
    process.exitCode = await list();
  });

program
  .command('describe')
  .description('show the reference of a stage')
  .argument('<stage>', 'its name')
  .option('--markdown', 'as the docs have it')
  .action(async (name, { markdown = false }) => {
    const { describe } = await import('./describe.ts');
    process.exitCode = await describe(name, { markdown });
  });

program
  .command('diff')
  .description('compare two traces, of any dialect and in any order: exit code 0 when they tell the same, else 1')
  .argument('<a>', 'a trace: CSV or JSON lines, plain or compressed')
  .argument('<b>', 'another one')
  .option('--json', 'what differs as JSON')
  .option('--limit <n>', 'examples of each way to differ', wholeNumber(999_999), 3)
  .action(async (a, b, { json = false, limit }) => {
    const { diff } = await import('./diff.ts');
    process.exitCode = await diff(a, b, { json, limit });
  });

program
  .command('scan')
  .description('look for what looks like an identifier or a secret: exit code 0 when nothing does, else 1')
  .argument('<file...>', 'text of any kind, plain or compressed; `-` is standard input')
  .action(async (files) => {
    const { scan } = await import('./scan.ts');
    process.exitCode = await scan(files);
  });

program
  .command('keygen')
  .description('make a secret salt for masking, in a new file')
  .argument('[file]', 'where to; - is standard output', 'salt.key')
  .option('--force', 'print it even to a terminal')
  .action(async (file, { force = false }) => {
    const { keygen } = await import('./keygen.ts');
    process.exitCode = await keygen(file, { force });
  });

program
  .command('verify')
  .description('check a published folder: manifests, checksums, every row, what looks like an identifier')
  .argument('<folder>', 'where the manifests and the files that they name are')
  .action(async (folder) => {
    const { verify } = await import('./verify.ts');
    process.exitCode = await verify(folder);
  });

program
  .command('schema')
  .description('print the JSON Schema of pipeline.yaml, for editors')
  .action(async () => {
    const { schema } = await import('./schema.ts');
    process.exitCode = await schema();
  });

/** `sc-pipeline list | head -1`: the reader has what it wanted. */
function endQuietly(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(ExitCode.ok);
  throw error;
}

/** Commander's "error: …\n(Did you mean …?)" in the words of every other error. */
function usageError({ message }: CommanderError): PipelineError {
  const [, text = message, meant] = /^(?:error: )?(.*?)(?:\n\(Did you mean (.*)\?\))?$/s.exec(message) ?? [];
  const command = program.commands.find((known) => known.name() === process.argv[2]);
  const help = `sc-pipeline ${command === undefined ? '' : `${command.name()} `}--help`;
  const hint = meant === undefined ? `\`${help}\` shows what there is` : `did you mean \`${meant}\`?`;
  return new PipelineError('usage', ExitCode.usage, text.trim().replace(/\.$/, ''), { hint });
}

async function fail(thrown: unknown): Promise<number> {
  const { painterFor, renderError } = await import('./report.ts');
  const error = thrown instanceof CommanderError ? usageError(thrown) : toPipelineError(thrown);
  process.stderr.write(renderError(error, painterFor(process.stderr), program.opts().debug === true));
  return error.exitCode;
}

process.stdout.on('error', endQuietly);
// Nobody is left to tell it to.
process.stderr.on('error', () => {});
for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
  process.on(event, (thrown) => void fail(thrown).then((exitCode) => process.exit(exitCode)));
}

try {
  await program.parseAsync();
} catch (thrown) {
  if (thrown instanceof CommanderError && thrown.exitCode === 0) process.exitCode = ExitCode.ok;
  else if (thrown instanceof CommanderError && thrown.code === 'commander.help') process.exitCode = ExitCode.usage;
  else process.exitCode = await fail(thrown);
}
