import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { registry } from '../../../pipeline/registry.ts';
import { pipelineJsonSchema } from '../../../pipeline/spec/json-schema.ts';
import { fakeCatalog } from '../../support/fake-stages.ts';
import { schemaErrors } from '../../support/json-schema.ts';
import { pipelineOf, UPSTREAM } from '../../support/load.ts';

const schema = await pipelineJsonSchema(fakeCatalog);
const errorsOf = (yaml: string) => schemaErrors(schema, parse(yaml));

describe('the schema for editors', () => {
  it('is draft 7, closed, and describes itself', () => {
    expect(schema).toMatchObject({
      $schema: 'http://json-schema.org/draft-07/schema#',
      type: 'object',
      required: ['stages'],
      additionalProperties: false,
    });
    expect(Object.keys(schema.properties as object)).toEqual(['name', 'epoch', 'stages', 'manifest']);
    expect((schema.properties as Record<string, object>).epoch).toMatchObject({
      description: expect.any(String),
      default: '2015-09-17T00:00:00Z',
    });
  });

  it('takes what is right', () => {
    for (const yaml of [
      pipelineOf(...UPSTREAM, '- mask', '- csv'),
      `name: x\nepoch: 2015-09-17T00:00:00Z\nmanifest: false\n${pipelineOf(...UPSTREAM, '- mask:', '- { csv: { path: x }, id: y }')}`,
      pipelineOf(...UPSTREAM, '- branch: { a: [mask, csv], b: [mask: {}, jsonl: { path: x }] }'),
      pipelineOf(
        '- backups: { path: [a, b], seek: true, order: name }',
        '- machine-events: { cloud: vm, databases: { nova: n }, rack: { regex: a, group: 2 } }',
      ),
    ]) {
      expect(errorsOf(yaml)).toEqual([]);
    }
  });

  it('lets variables stand for anything', () => {
    expect(errorsOf(pipelineOf('- backups: { path: "${P}", seek: "${SEEK:-true}", order: "${ORDER}" }'))).toEqual([]);
    expect(errorsOf(pipelineOf('- machine-events: { cloud: "${CLOUD}", rack: { regex: a, group: "${G}" } }'))).toEqual(
      [],
    );
  });

  it.each([
    ['a key that is none', 'nmae: x\nstages: [csv]'],
    ['no stages', 'name: x'],
    ['an empty list', 'stages: []'],
    ['a stage that is none', 'stages: [cvs]'],
    ['a stage that is none, with options', 'stages: [cvs: {}]'],
    ['an option that is none', 'stages: [csv: { pth: x }]'],
    ['an option that is none, further in', 'stages: [machine-events: { cloud: vm, rack: { regex: a, grp: 1 } }]'],
    ['a choice that is none', 'stages: [machine-events: { cloud: vmm }]'],
    ['a wrong type', 'stages: [backups: { path: 5 }]'],
    ['a wrong type where a variable could stand', 'stages: [backups: { path: x, seek: maybe }]'],
    ['a missing option', 'stages: [machine-events: {}]'],
    ['a missing option of a stage without any', 'stages: [machine-events]'],
    ['no options where some are needed', 'stages: [{ machine-events: }]'],
    ['two stages in an entry', 'stages: [{ csv: {}, jsonl: {} }]'],
    ['an id alone', 'stages: [{ id: x }]'],
    ['a bad id', 'stages: [{ csv: {}, id: "a b" }]'],
    ['a branch of no lists', 'stages: [{ branch: { a: csv } }]'],
    ['something wrong in a branch', 'stages: [{ branch: { a: [cvs] } }]'],
  ])('marks %s', (_, yaml) => {
    expect(errorsOf(yaml)).not.toEqual([]);
  });

  it('has no words but those of JSON Schema', () => {
    const text = JSON.stringify(schema);
    expect(text).not.toContain('"secret":true');
    expect(text).not.toContain('"path":true');
  });

  it('is made of the real stages alike', async () => {
    expect(JSON.stringify(await pipelineJsonSchema(registry))).toContain('"machine-events"');
  });

  it('takes schemas that JSON cannot say', async () => {
    const csv = (await fakeCatalog.load('csv'))!;
    const odd = {
      ...csv,
      options: z.strictObject({
        at: z.date().optional().describe('d'),
        x: z
          .string()
          .transform((text) => text.length)
          .optional(),
      }),
    };
    const catalog = { names: () => ['csv'], load: async () => odd as never };
    expect(schemaErrors(await pipelineJsonSchema(catalog), parse('stages: [csv: { x: a }]'))).toEqual([]);
  });
});
