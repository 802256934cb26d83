/**
 * What a third-party stage (`sc-pipeline-stage-*`) imports: `defineStage`, the types that flow between stages, and the error
 * that users understand.
 */
export { ExitCode, type Location, PipelineError } from './errors.ts';
export type { Column, DataRecord, Properties, Property, RecordType, Sensitivity } from './records/record-type.ts';
export {
  defineStage,
  type Encoder,
  type RecordFunction,
  type RecordStage,
  type RowBatch,
  type RunContext,
  type SinkStage,
  type SnapshotStage,
  type SourceStage,
  type TwoPassTransform,
} from './stage.ts';
