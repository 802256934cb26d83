import { openCatalog } from '../catalog.ts';
import { ExitCode, PipelineError } from '../errors.ts';
import { code, didYouMean } from '../suggest.ts';
import { stageMarkdown, stageText } from './reference.ts';

/** The reference of one stage, for the terminal or as Markdown. */
export async function describe(name: string, { markdown }: { readonly markdown: boolean }): Promise<number> {
  const catalog = openCatalog(process.cwd());
  const stage = await catalog.load(name);
  if (stage === undefined) {
    throw new PipelineError('unknown-stage', ExitCode.usage, `there is no stage ${code(name)}`, {
      hint: didYouMean(name, catalog.names(), '`sc-pipeline list` names all'),
    });
  }
  process.stdout.write(markdown ? stageMarkdown(stage) : stageText(stage));
  return ExitCode.ok;
}
