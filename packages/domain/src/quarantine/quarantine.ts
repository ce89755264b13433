/**
 * Quarantine: where an operation waits that nobody may drop and its book may not simply take.
 *
 *     quarantined ──a manager adopts──▶ quarantine.adopted in the book ──fold──▶ the author's words, marked
 *
 * What waits is never changed: the adoption is an entry of its own, which carries the author's octets with it, so that
 * whoever reads the book alone sees his words, when he wrote them, why they waited and who let them in.
 */
import { err, ok, type Failure, type Result } from '@truc/base';
import * as v from 'valibot';

/** The author's operation as it waits: header, body, salt. */
const OctetsSchema = v.strictObject({ h: v.string(), b: v.string(), s: v.string() });

export const AdoptedSchema = v.strictObject({
  /** Where it waits: which quarantine, and its place there. */
  from: v.strictObject({
    scope: v.pipe(v.string(), v.regex(/^quarantine:[a-z0-9][a-z0-9-]{0,63}$/)),
    seq: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  }),
  op: OctetsSchema,
  /** Why it waited, so that a reader of the book alone knows. */
  code: v.pipe(v.string(), v.regex(/^[a-z_]{1,40}$/)),
});
/** Event `quarantine.adopted`, version 1, in the book that the operation was written for. */
export type Adopted = v.InferOutput<typeof AdoptedSchema>;
export const adoptedKind = 'quarantine.adopted';
export const adoptedVersion = 1;

/**
 * Reasons that a person may overrule: who wrote and under which permission. Words that are not those which their author's
 * device committed to, that cannot be read, or that belong to no book, stay where they are, in full view.
 */
const adoptable: ReadonlySet<string> = new Set([
  'actor_not_permitted',
  'actor_unknown_on_device',
  'lease_missing',
  'lease_expired',
  'revoked_since',
  'signature_invalid',
  'device_fork',
]);

export function isAdoptable(code: string | null): boolean {
  return code !== null && adoptable.has(code);
}

export type AdoptRefusal = 'not_adoptable' | 'adopted_already';

export type Adopt = Omit<Adopted, 'code'> & { readonly code: string | null; readonly isAdopted: boolean };

/** Decides on the manager's device, before anything is stored. Two who adopt at once both succeed: readers show one entry. */
export function decideAdopt({ from, op, code, isAdopted }: Adopt): Result<Adopted, Failure<AdoptRefusal>> {
  if (isAdopted) return err({ code: 'adopted_already' });
  if (code === null || !isAdoptable(code)) return err({ code: 'not_adoptable', detail: code ?? '' });
  return ok({ from, op, code });
}
