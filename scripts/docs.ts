/** `npm run docs`: the pages of the docs that are made from the code. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { stageMarkdown } from '../pipeline/cli/reference.ts';
import { registry } from '../pipeline/registry.ts';

export const STAGES_PAGE = fileURLToPath(new URL('../docs/stages.md', import.meta.url));

/** docs/stages.md: every built-in stage, as `sc-pipeline describe NAME --markdown` prints it. */
export async function stagesPage(): Promise<string> {
  const stages = await Promise.all(registry.names().map((name) => registry.load(name)));
  const sections = stages.filter((stage) => stage !== undefined).map(stageMarkdown);
  return `\
# The stages

Every stage of a pipeline, with its options. \`sc-pipeline list\` and \`sc-pipeline describe NAME\` print the same; how a pipeline is
made of them is in [pipeline-yaml.md](pipeline-yaml.md).

<!-- Made by \`npm run docs\` from the stages themselves: change it there. -->

${sections.join('\n')}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(STAGES_PAGE, await stagesPage());
