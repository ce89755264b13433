import fc from 'fast-check';
import type { Arbitrary } from 'fast-check';
import * as v from 'valibot';

/** What this file reads of a valibot schema. */
const NodeSchema = v.looseObject({
  type: v.string(),
  entries: v.optional(v.record(v.string(), v.unknown())),
  item: v.optional(v.unknown()),
  wrapped: v.optional(v.unknown()),
  literal: v.optional(v.unknown()),
  options: v.optional(v.array(v.unknown())),
  pipe: v.optional(v.array(v.looseObject({ type: v.string(), requirement: v.optional(v.unknown()) }))),
});

/** Values that the schema takes, as far as its shape tells: for tests that begin with what is right. */
export function arbitraryOf(schema: unknown): Arbitrary<unknown> {
  const node = v.parse(NodeSchema, schema);
  const rule = (type: string) => node.pipe?.find((action) => action.type === type);
  switch (node.type) {
    case 'strict_object':
    case 'object':
    case 'loose_object':
      return fc.record(
        Object.fromEntries(
          Object.entries(node.entries ?? {}).map(([name, each]) => [name, arbitraryOf(each)]),
        ),
      );
    case 'array':
      return fc.array(arbitraryOf(node.item), { minLength: 1, maxLength: 4 });
    case 'optional':
      return fc.option(arbitraryOf(node.wrapped), { nil: undefined });
    case 'nullable':
      return fc.option(arbitraryOf(node.wrapped));
    case 'literal':
      return fc.constant(node.literal);
    case 'picklist':
      return fc.constantFrom(...(node.options ?? []));
    case 'variant':
    case 'union':
      return fc.oneof(...(node.options ?? []).map(arbitraryOf));
    case 'number':
      return fc.double({ min: -1, max: 1, noNaN: true });
    case 'boolean':
      return fc.boolean();
    case 'string': {
      if (rule('uuid') !== undefined) return fc.uuid();
      const pattern = rule('regex')?.requirement;
      return pattern instanceof RegExp ? fc.stringMatching(pattern) : fc.string({ maxLength: 40 });
    }
    default:
      return fc.anything();
  }
}

/** What strangers put in the place of a value. No NaN and no function: they do not come over a wire. */
const strange: Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, true, -1, 2 ** 53, '', '\u0000', '__proto__', [], {}, [[]]),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.jsonValue({ maxDepth: 4 }),
  fc.constant('x'.repeat(100_000)),
  fc.constant(JSON.parse('{"a":'.repeat(500) + '1' + '}'.repeat(500)) as unknown),
  fc.constant(Array.from({ length: 10_000 }, () => 0)),
  fc.uint8Array({ maxLength: 64 }).map((octets) => Buffer.from(octets)),
);

/** The value with one part of it, somewhere inside, changed, taken away or added. */
export function mutated(value: Arbitrary<unknown>): Arbitrary<unknown> {
  return fc
    .tuple(value, fc.infiniteStream(fc.nat()), strange, fc.constantFrom('change', 'remove', 'add'))
    .map(([whole, choices, other, how]) => {
      const next = (): number => Number(choices.next().value);
      return mutate(structuredClone(whole), { next, other, how });
    });
}

function mutate(
  value: unknown,
  draw: { readonly next: () => number; readonly other: unknown; readonly how: string },
): unknown {
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return draw.other;
  const names = Object.keys(value);
  const name = names[draw.next() % Math.max(names.length, 1)];
  if (draw.how === 'add' || name === undefined) return { ...value, [`more${draw.next() % 7}`]: draw.other };
  const inner: unknown = Reflect.get(value, name);
  if (typeof inner === 'object' && inner !== null && draw.next() % 2 === 0)
    Reflect.set(value, name, mutate(inner, draw));
  else if (draw.how === 'remove') Reflect.deleteProperty(value, name);
  else Reflect.set(value, name, draw.other);
  return value;
}
