import { readFileSync } from 'node:fs';
import { failure, ok, type Failure, type Result } from '@truc/base';
import { NodeNameSchema } from '@truc/media/signalling';
import * as v from 'valibot';

const origin = v.pipe(
  v.string(),
  v.check((text) => URL.canParse(text) && new URL(text).origin === text, 'must be an origin'),
);
const NodeSchema = v.strictObject({
  name: NodeNameSchema,
  /** Where its control and signalling listen, as this server reaches it. */
  control: origin,
  /** The same as other nodes reach it, where that differs. */
  nodes: v.optional(origin),
  /** By which this server proves itself to this node, and to no other. */
  secret: v.pipe(v.string(), v.minLength(32)),
  /** How many cameras it takes, against the others' numbers. */
  weight: v.optional(v.pipe(v.number(), v.minValue(0.01), v.maxValue(1_000)), 1),
  /** Facilities whose cameras it takes before any other, while it lives. */
  facilities: v.optional(v.array(v.string()), []),
  /** It stands at one facility, and is no part of the sharing. `url`: its origin for that facility's displays. */
  edge: v.optional(v.strictObject({ facility: v.string(), url: origin })),
});
export type NodeEntry = v.InferOutput<typeof NodeSchema>;

const RegisterSchema = v.pipe(
  v.array(NodeSchema),
  v.maxLength(256),
  v.check((nodes) => new Set(nodes.map(({ name }) => name)).size === nodes.length, 'names must differ'),
);

/**
 * The register of SFU nodes (`nodes.json`, 0600, in this server's own folder). Empty where there is no such file: then the
 * province has one SFU, on this machine.
 */
export function readNodeRegister(path: string): Result<readonly NodeEntry[], Failure<'bad_node_register'>> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ok([]);
    throw error;
  }
  const parsed = v.safeParse(RegisterSchema, parseJson(text));
  if (parsed.success) return ok(parsed.output);
  const [issue] = parsed.issues;
  // The place and the rule, never the value: it may be a secret.
  return failure(
    'bad_node_register',
    `${path}: ${v.getDotPath(issue) ?? 'the file'} is not as agreed (${issue.type})`,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The schema says so.
    return undefined;
  }
}
