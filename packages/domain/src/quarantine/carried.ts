/** Reads what an adoption or a refusal carries: the author's operation, as every reader of the log has it. */
import * as v from 'valibot';
import {
  AdoptedSchema,
  adoptedKind,
  adoptedVersion,
  NotAdoptedSchema,
  refusedKind,
  refusedVersion,
} from './quarantine.ts';

/** As far as anybody here asks; the server has read the header strictly before it let it wait. */
const AuthorsHeaderSchema = v.object({
  opId: v.string(),
  dev: v.string(),
  inst: v.number(),
  n: v.number(),
  scope: v.string(),
  kind: v.string(),
  v: v.number(),
  actor: v.string(),
  wall: v.number(),
  off: v.nullable(v.number()),
  base: v.optional(v.record(v.string(), v.number()), {}),
});
export type AuthorsHeader = v.InferOutput<typeof AuthorsHeaderSchema>;

/** `word` is the manager's; `reason` is null where he adopts. */
export type Carried = {
  readonly word: 'adopted' | 'refused';
  readonly header: AuthorsHeader;
  /** The author's octets, as they waited. */
  readonly op: { readonly h: string; readonly b: string; readonly s: string };
  readonly from: { readonly scope: string; readonly seq: number };
  /** Why it had waited. */
  readonly code: string;
  readonly reason: string | null;
};

type Said = { readonly kind: string; readonly v: number; readonly body: string };

export function isCarrier(kind: string): boolean {
  return kind === adoptedKind || kind === refusedKind;
}

/** Null when this is no adoption or refusal, or none that can be read here. */
export function readCarried({ kind, v: version, body }: Said): Carried | null {
  if (!isCarrier(kind)) return null;
  const known = kind === adoptedKind ? adoptedVersion : refusedVersion;
  if (version !== known) return null;
  const json = parseJson(body);
  const refused = kind === refusedKind ? v.safeParse(NotAdoptedSchema, json) : null;
  const said = refused ?? v.safeParse(AdoptedSchema, json);
  if (!said.success) return null;
  const { op, from, code } = said.output;
  const header = v.safeParse(AuthorsHeaderSchema, parseJson(op.h));
  // What was carried once is not carried again out of itself.
  if (!header.success || isCarrier(header.output.kind)) return null;
  const reason = refused?.success === true ? refused.output.reason : null;
  return {
    word: reason === null ? 'adopted' : 'refused',
    header: header.output,
    op,
    from,
    code,
    reason,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // No schema takes undefined.
    return undefined;
  }
}
