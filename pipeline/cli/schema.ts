import { openCatalog } from '../catalog.ts';
import { ExitCode } from '../errors.ts';
import { pipelineJsonSchema } from '../spec/json-schema.ts';

/** The JSON Schema of pipeline.yaml with all stages that are installed, for editors. */
export async function schema(): Promise<number> {
  process.stdout.write(`${JSON.stringify(await pipelineJsonSchema(openCatalog(process.cwd())), undefined, 2)}\n`);
  return ExitCode.ok;
}
