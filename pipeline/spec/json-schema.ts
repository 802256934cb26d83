import * as z from 'zod';
import type { AnyStage } from '../stage.ts';
import { pipelineKeys } from './pipeline-keys.ts';
import type { Catalog } from './plan.ts';

type JsonSchema = Record<string, unknown>;

/** Any scalar may be written with `${VAR}` in it; what it will be then, only the run knows. */
const INTERPOLATED = { type: 'string', pattern: '\\$\\{' };
const SHORTEST_VARIABLE = '${A}'.length;

/**
 * The JSON Schema of a pipeline file, for editors: draft 7, which all of them know. Strict, so that a wrong name is marked while
 * it is being typed.
 */
export async function pipelineJsonSchema(catalog: Catalog): Promise<JsonSchema> {
  const loaded = await Promise.all(catalog.names().map((name) => catalog.load(name).catch(() => undefined)));
  const stages = loaded.filter((stage) => stage !== undefined);
  const { properties, required, additionalProperties } = optionsSchema(pipelineKeys);
  const keys = properties as Record<string, JsonSchema>;
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'sc-pipeline: pipeline.yaml',
    type: 'object',
    properties: { ...keys, stages: { description: keys.stages?.description, allOf: [entriesReference] } },
    required,
    additionalProperties,
    definitions: { entries: entriesSchema(stages) },
  };
}

const entriesReference = { $ref: '#/definitions/entries' };

/** A list of stages: names alone, or maps with one stage's name and perhaps an id. */
function entriesSchema(stages: readonly AnyStage[]): JsonSchema {
  const bare = stages.filter((stage) => takesNothing(stage));
  const properties = Object.fromEntries(stages.map((stage) => [stage.name, stageSchema(stage)]));
  return {
    type: 'array',
    minItems: 1,
    items: {
      anyOf: [
        { type: 'string', enum: bare.map(({ name }) => name) },
        {
          type: 'object',
          properties: {
            ...properties,
            branch: {
              description: 'Feeds several lists of further stages, by name. Comes last.',
              type: 'object',
              minProperties: 1,
              additionalProperties: entriesReference,
            },
            merge: {
              description:
                'Puts together what several sources give, each with a list of its own, by name. Comes first.',
              type: 'object',
              minProperties: 2,
              additionalProperties: entriesReference,
            },
            id: {
              description: 'Names the stage where two have one name.',
              type: 'string',
              pattern: '^[A-Za-z][\\w-]*$',
            },
          },
          additionalProperties: false,
          // One stage, and perhaps an id.
          minProperties: 1,
          maxProperties: 2,
          anyOf: [
            { required: ['id'], minProperties: 2 },
            { not: { required: ['id'] }, maxProperties: 1 },
          ],
        },
      ],
    },
  };
}

const takesNothing = ({ options }: AnyStage): boolean => options.safeParse({}).success;

function stageSchema(stage: AnyStage): JsonSchema {
  const schema = optionsSchema(stage.options);
  const type = takesNothing(stage) ? { type: ['object', 'null'] } : {};
  return { ...schema, ...type, description: stage.summary };
}

function optionsSchema(options: z.ZodType): JsonSchema {
  const { $schema: _, ...schema } = z.toJSONSchema(options, {
    target: 'draft-7',
    io: 'input',
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      // The marks of our own are no words of JSON Schema.
      delete jsonSchema.path;
      delete jsonSchema.secret;
      delete jsonSchema.private;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
    },
  });
  return allowInterpolation(schema) as JsonSchema;
}

/** Lets `${VAR}` stand wherever more than any text is asked of a scalar. */
function allowInterpolation(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(allowInterpolation);
  if (typeof schema !== 'object' || schema === null) return schema;
  const {
    properties = {},
    items,
    anyOf,
    additionalProperties,
    ...rest
  } = schema as JsonSchema & { properties?: object };
  const inner = {
    ...('properties' in schema && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([key, value]) => [key, allowInterpolation(value)]),
      ),
    }),
    ...(items !== undefined && { items: allowInterpolation(items) }),
    ...(anyOf !== undefined && { anyOf: allowInterpolation(anyOf) }),
    ...(additionalProperties !== undefined && { additionalProperties: allowInterpolation(additionalProperties) }),
  };
  const { description, default: preset, examples, ...check } = rest;
  const isChecked =
    ['number', 'integer', 'boolean'].includes(String(check.type)) ||
    ['enum', 'const', 'pattern', 'format'].some((word) => word in check) ||
    Number(check.minLength) > SHORTEST_VARIABLE;
  if (!isChecked) return { ...rest, ...inner };
  return {
    ...(description !== undefined && { description }),
    ...(preset !== undefined && { default: preset }),
    ...(examples !== undefined && { examples }),
    anyOf: [check, INTERPOLATED],
  };
}
