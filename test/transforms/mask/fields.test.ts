import { describe, expect, test } from 'vitest';
import type { PipelineError } from '../../../pipeline/errors.ts';
import { HOST_NAME, machineEventType, VM_MACHINE_PROPERTIES } from '../../../pipeline/records/machine-event.ts';
import type { RecordType } from '../../../pipeline/records/record-type.ts';
import { chooseFields } from '../../../transforms/mask/fields.ts';
import { maskOptions } from '../../../transforms/mask/options.ts';

const machine = machineEventType([
  ...VM_MACHINE_PROPERTIES,
  { name: 'asset_tag', description: 'For a test.', sensitivity: 'identifier' },
]);

function chosen(options: Record<string, unknown>, type: RecordType = machine) {
  const { hashed, numbered } = chooseFields(type, maskOptions.parse(options));
  return { hashed: hashed.map(({ label }) => label), numbered: numbered.map(({ label }) => label) };
}

function refusal(options: Record<string, unknown>, type?: RecordType): PipelineError {
  try {
    chosen(options, type);
  } catch (error) {
    return error as PipelineError;
  }
  throw new Error('expected an error');
}

describe('without names', () => {
  test('identifiers are hashed and ordered values numbered, in columns and in properties', () => {
    expect(chosen({})).toEqual({ hashed: [HOST_NAME, 'PROPERTIES.asset_tag'], numbered: ['PROPERTIES.rack'] });
  });

  test('what an earlier mask has treated is left alone', () => {
    const treated = {
      ...machine,
      columns: machine.columns.map((column) => ({ ...column, treatment: 'sha2-salted' })),
      properties: machine.properties.map((p) => (p.name === 'rack' ? { ...p, treatment: 'ordered' } : p)),
    };
    expect(chosen({}, treated)).toEqual({ hashed: ['PROPERTIES.asset_tag'], numbered: [] });
  });

  test('a type without identifiers has nothing to mask', () => {
    const harmless = { ...machineEventType([]), columns: machine.columns.filter(({ name }) => name !== HOST_NAME) };
    expect(refusal({}, harmless)).toMatchObject({ code: 'nothing-to-mask', exitCode: 78 });
  });
});

describe('with names', () => {
  test('only those named are taken', () => {
    expect(chosen({ fields: [HOST_NAME], ordered: [] })).toEqual({ hashed: [HOST_NAME], numbered: [] });
  });

  test('a property may be named with its column or without, and once is enough', () => {
    expect(chosen({ fields: ['asset_tag', 'PROPERTIES.asset_tag'] }).hashed).toEqual(['PROPERTIES.asset_tag']);
  });

  test('what is named for one treatment is not taken for the other by default', () => {
    expect(chosen({ fields: [HOST_NAME, 'rack'] })).toEqual({ hashed: [HOST_NAME, 'PROPERTIES.rack'], numbered: [] });
    expect(chosen({ ordered: ['asset_tag'] })).toEqual({ hashed: [HOST_NAME], numbered: ['PROPERTIES.asset_tag'] });
  });

  test('both treatments at once are refused', () => {
    expect(refusal({ fields: ['rack'], ordered: ['PROPERTIES.rack'] })).toMatchObject({
      code: 'field-twice',
      exitCode: 78,
    });
  });

  test.each(['EVENT', 'EVENT_TIME', 'EVENT_TIME_SEC', 'PROPERTIES'])('%s cannot be masked', (name) => {
    expect(refusal({ fields: [name] })).toMatchObject({ code: 'unmaskable-field', exitCode: 78 });
    expect(refusal({ ordered: [name] })).toMatchObject({ code: 'unmaskable-field', exitCode: 78 });
  });

  test.each([
    ['HOST_NAME', `(did you mean '${HOST_NAME}'?)`],
    ['rak', "(did you mean 'PROPERTIES.rack'?)"],
    ['PROPERTIES.asset', "(did you mean 'PROPERTIES.asset_tag'?)"],
  ])('%s is unknown, but resembles something', (name, suggestion) => {
    const error = refusal({ fields: [name] });
    expect(error).toMatchObject({ code: 'unknown-field', exitCode: 78 });
    expect(error.message).toContain(suggestion);
  });

  test('all unknown names are told at once, with what there is', () => {
    const { message, hint } = refusal({ fields: ['quux', HOST_NAME, 'frobnicate'] });
    expect(message).toBe("machine-event has no 'quux', no 'frobnicate'");
    expect(hint).toContain(`${HOST_NAME}, EVENT, PROPERTIES, PROPERTIES.rack`);
  });
});
