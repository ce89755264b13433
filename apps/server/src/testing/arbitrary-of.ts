/** Values that a schema takes, made from the schema itself: a message that is added is fuzzed without another word. */
import * as fc from 'fast-check';
import type * as v from 'valibot';

type AnySchema = v.GenericSchema & {
  readonly pipe?: readonly { readonly kind: string; readonly type: string; readonly requirement?: unknown }[];
  readonly entries?: Readonly<Record<string, AnySchema>>;
  readonly item?: AnySchema;
  readonly items?: readonly AnySchema[];
  readonly wrapped?: AnySchema;
  readonly options?: readonly unknown[];
  readonly literal?: unknown;
  readonly key?: AnySchema;
  readonly value?: AnySchema;
};

/** @throws for a kind of schema that the wire does not use yet: it must be taught here first. */
export function arbitraryOf(schema: v.GenericSchema): fc.Arbitrary<unknown> {
  return build(schema);
}

function build(schema: AnySchema): fc.Arbitrary<unknown> {
  switch (schema.type) {
    case 'strict_object':
    case 'object':
    case 'loose_object':
      return fc.record(mapped(schema.entries ?? {}));
    case 'array':
      return fc.array(inner(schema.item), { minLength: limit(schema, 'min_length') ?? 0, maxLength: 6 });
    case 'tuple':
    case 'strict_tuple':
      return fc.tuple(...(schema.items ?? []).map(build));
    case 'record':
      return fc.dictionary(fc.string({ maxLength: 8 }), inner(schema.value), { maxKeys: 4 });
    case 'nullable':
    case 'nullish':
      return fc.option(inner(schema.wrapped), { nil: null });
    case 'optional':
      return inner(schema.wrapped);
    case 'union':
      return fc.oneof(...(schema.options ?? []).map((option) => build(option as AnySchema)));
    case 'picklist':
      return fc.constantFrom(...(schema.options ?? []));
    case 'literal':
      return fc.constant(schema.literal);
    case 'string':
      return text(schema);
    case 'number':
      return fc.integer({ min: limit(schema, 'min_value') ?? 0, max: limit(schema, 'max_value') ?? 2 ** 31 });
    case 'boolean':
      return fc.boolean();
    default:
      throw new Error(`No values are known for a schema of type ${schema.type}`);
  }
}

function mapped(entries: Readonly<Record<string, AnySchema>>): Record<string, fc.Arbitrary<unknown>> {
  return Object.fromEntries(Object.entries(entries).map(([key, entry]) => [key, build(entry)]));
}

function inner(schema: AnySchema | undefined): fc.Arbitrary<unknown> {
  if (schema === undefined) throw new Error('A schema without what it wraps');
  return build(schema);
}

function text(schema: AnySchema): fc.Arbitrary<unknown> {
  const rule = (schema.pipe ?? []).find(({ type }) => type === 'regex' || type === 'uuid');
  if (rule?.type === 'uuid') return fc.uuid();
  if (rule?.requirement instanceof RegExp) return fc.stringMatching(rule.requirement, { maxLength: 120 });
  return fc.string({ unit: 'binary', minLength: limit(schema, 'min_length') ?? 0, maxLength: 40 });
}

function limit({ pipe = [] }: AnySchema, type: string): number | undefined {
  const requirement = pipe.find((action) => action.type === type)?.requirement;
  return typeof requirement === 'number' ? requirement : undefined;
}
