import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { registry } from '../../../pipeline/registry.ts';
import { CLI, runCli } from '../../support/cli.ts';

const source = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

describe('sc-pipeline', () => {
  it('helps', async () => {
    const { code, stdout, stderr } = await runCli(['--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatchInlineSnapshot(`
      "Usage: sc-pipeline [options] [command]

      Turns OpenStack database backups into anonymised, publishable workload traces.

      Options:
        --version                   print the version
        --debug                     show stack traces
        -h, --help                  show help

      Commands:
        run [options] <file...>     run the pipelines of the files, in order
        lint [options] <file...>    tell all that is wrong with pipeline files,
                                    without reading any data
        list                        list the stages
        describe [options] <stage>  show the reference of a stage
        diff [options] <a> <b>      compare two traces, of any dialect and in any
                                    order: exit code 0 when they tell the same, else 1
        scan <file...>              look for what looks like an identifier or a
                                    secret: exit code 0 when nothing does, else 1
        keygen [options] [file]     make a secret salt for masking, in a new file
        verify <folder>             check a published folder: manifests, checksums,
                                    every row, what looks like an identifier
        schema                      print the JSON Schema of pipeline.yaml, for
                                    editors
        help [command]              display help for command

      Examples:
        $ sc-pipeline lint pipeline.yaml
        $ sc-pipeline run pipeline.yaml
        $ sc-pipeline run pipeline.yaml --set mask.method=none --set csv.path=- | head
        $ sc-pipeline describe machine-events
        $ sc-pipeline diff old.csv new.jsonl

      Exit codes: 0 done, 1 findings, 3 done without some inputs, 64 usage, 65 corrupt input, 66 missing input, 70 bug,
      74 I/O, 75 try again later, 76 leak found, 77 credentials, 78 bad pipeline file.
      "
    `);
  });

  it('helps with a command', async () => {
    const [asked, told] = await Promise.all([runCli(['run', '--help']), runCli(['help', 'run'])]);
    expect(asked).toEqual(told);
    expect(asked.stdout).toMatchInlineSnapshot(`
      "Usage: sc-pipeline run [options] <file...>

      run the pipelines of the files, in order

      Arguments:
        file                        pipeline files (YAML)

      Options:
        --set <stage.option=value>  override an option of the file; may be given
                                    several times (default: none)
        --workers <n>               worker threads; 0 does everything in one (default:
                                    the cores this process may use)
        --quiet                     tell only errors
        --log-format <format>       what stderr carries (choices: "pretty", "json",
                                    default: "pretty")
        -h, --help                  show help

      Global Options:
        --version                   print the version
        --debug                     show stack traces
      "
    `);
  });

  it('helps on standard error when nothing is asked for', async () => {
    const { code, stdout, stderr } = await runCli([]);
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
    expect(stderr).toMatch(/^Usage: sc-pipeline/);
  });

  it('tells its version', async () => {
    const { version } = JSON.parse(readFileSync(source('package.json'), 'utf8'));
    expect(await runCli(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });

  it.concurrent.each([
    [['lnit'], "unknown command 'lnit'", 'did you mean `lint`?'],
    [['frobnicate'], "unknown command 'frobnicate'", '`sc-pipeline --help` shows what there is'],
    [['run', 'p.yaml', '--wrokers', '2'], "unknown option '--wrokers'", 'did you mean `--workers`?'],
    [['run'], "missing required argument 'file'", '`sc-pipeline run --help` shows what there is'],
    [
      ['run', 'p.yaml', '--workers', 'many'],
      "option '--workers <n>' argument 'many' is invalid. Expected a whole number, 0 or more",
      '`sc-pipeline run --help` shows what there is',
    ],
    [
      ['run', 'p.yaml', '--log-format', 'xml'],
      "option '--log-format <format>' argument 'xml' is invalid. Allowed choices are pretty, json",
      '`sc-pipeline run --help` shows what there is',
    ],
    [
      ['lint', 'p.yaml', '--set'],
      "option '--set <stage.option=value>' argument missing",
      '`sc-pipeline lint --help` shows what there is',
    ],
    [
      ['list', 'more'],
      "too many arguments for 'list'. Expected 0 arguments but got 1",
      '`sc-pipeline list --help` shows what there is',
    ],
  ])('%j is bad usage', async (args, message, hint) => {
    expect(await runCli(args)).toEqual({ code: 64, stdout: '', stderr: `error usage ${message}\n      = ${hint}\n` });
  });

  it('loads nothing heavy before it knows what to do', () => {
    const loaded = new Set<string>();
    const visit = (path: string) => {
      const text = readFileSync(path, 'utf8');
      for (const [, specifier = ''] of text.matchAll(/^(?:import|export)(?! type)[^;]*? from '([^']+)';/gm)) {
        if (loaded.has(specifier)) continue;
        loaded.add(specifier);
        if (specifier.startsWith('.')) visit(fileURLToPath(new URL(specifier, `file://${path}`)));
      }
    };
    visit(source('pipeline/cli/main.ts'));
    expect([...loaded].filter((specifier) => !specifier.startsWith('node:')).sort()).toEqual([
      '../errors.ts',
      '../version.ts',
      './own-files.ts',
      'commander',
    ]);
  });

  it('ends quietly when its reader has had enough', async () => {
    const child = spawn(process.execPath, [CLI, 'schema']);
    child.stdout.destroy();
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text) => {
      stderr += text;
    });
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });
});

describe('sc-pipeline list', () => {
  it('lists the stages in columns', async () => {
    const { code, stdout, stderr } = await runCli(['list']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const lines = stdout.trimEnd().split('\n');
    expect(lines.map((line) => line.split(' ')[0])).toEqual(registry.names());
    const columns = lines.map((line) => line.search(/(source|transform|sink) /));
    expect(new Set(columns).size).toBe(1);
    expect(lines.find((line) => line.startsWith('csv '))).toMatch(/^csv +sink +Writes .*\.$/);
  });
});

describe('sc-pipeline describe', () => {
  it('describes a stage', async () => {
    const { code, stdout } = await runCli(['describe', 'csv']);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^csv - .*\n\nA sink: takes records\.\n[\s\S]*Options\n {2}path {2}\(path; default -\)\n[\s\S]*Example\n/,
    );
    expect((await runCli(['describe', 'csv', '--markdown'])).stdout).toMatch(/^## csv\n/);
  });

  it('knows when there is none', async () => {
    const { code, stdout, stderr } = await runCli(['describe', 'maks']);
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
    expect(stderr).toBe('error unknown-stage there is no stage `maks`\n      = did you mean `mask`?\n');
  });
});

describe('sc-pipeline schema', () => {
  it('prints a schema', async () => {
    const { code, stdout } = await runCli(['schema']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ $schema: 'http://json-schema.org/draft-07/schema#' });
  });
});
