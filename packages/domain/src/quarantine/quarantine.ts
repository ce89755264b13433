/**
 * Quarantine: where an operation waits that nobody may drop and its log may not simply take.
 *
 *     quarantined ──a manager adopts──▶ quarantine.adopted in the log ──fold──▶ the author's words, marked
 *                 ──a manager refuses─▶ quarantine.refused in the log ──fold──▶ the author's words, struck, with the reason
 *
 * What waits is never changed: the manager's word is an operation of its own, which carries the author's octets with it, so that
 * whoever reads the log alone sees his words, when he wrote them, why they waited and who let them in or did not.
 *
 * An adoption counts whenever it comes, the first of several; a refusal counts as long as nobody adopts.
 */
import { err, ok, type Failure, type Result } from '@truc/base';
import * as v from 'valibot';

/** The author's operation as it waits: header, body, salt. */
const OctetsSchema = v.strictObject({ h: v.string(), b: v.string(), s: v.string() });

export const refusalReasonLimit = 500;

const carried = {
  /** Where it waits: which quarantine, and its place there. */
  from: v.strictObject({
    scope: v.pipe(v.string(), v.regex(/^quarantine:[a-z0-9][a-z0-9-]{0,63}$/)),
    seq: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  }),
  op: OctetsSchema,
  /** Why it waited, so that a reader of the log alone knows. */
  code: v.pipe(v.string(), v.regex(/^[a-z_]{1,40}$/)),
};

export const AdoptedSchema = v.strictObject(carried);
/** Event `quarantine.adopted`, version 1, in the log that the operation was written for. */
export type Adopted = v.InferOutput<typeof AdoptedSchema>;
export const adoptedKind = 'quarantine.adopted';
export const adoptedVersion = 1;

export const NotAdoptedSchema = v.strictObject({
  ...carried,
  reason: v.pipe(v.string(), v.minLength(1), v.maxLength(refusalReasonLimit)),
});
/** Event `quarantine.refused`, version 1, in the log that the operation was written for. */
export type NotAdopted = v.InferOutput<typeof NotAdoptedSchema>;
export const refusedKind = 'quarantine.refused';
export const refusedVersion = 1;

/**
 * Reasons that a person may overrule: who wrote and under which permission. Words that are not those which their author's
 * device committed to, that cannot be read, or that belong to no log, stay where they are, in full view.
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

/**
 * Why what waits is not for this person to adopt, each with its own words on the screen:
 * - `no_log`: written for no log that there is, or nobody can read for which.
 * - `misuse`: a report about a user, which may not stand where he reads (GL-18); it is made anew.
 * - `octets`: not the words that its author's device committed to, or not readable as any that belong there.
 * - `own_act`: a signature, a handover, a device's own word, a manager's own word: whoever it is of does it anew.
 * - `double`: another operation of this name stands already.
 * - `not_yours`: a step that this person might not take himself (AD4).
 */
export const beyondReasons = ['no_log', 'misuse', 'octets', 'own_act', 'double', 'not_yours'] as const;
export type Beyond = (typeof beyondReasons)[number];

export type AdoptRefusal = 'not_adoptable' | 'adopted_already' | 'reason_missing' | 'reason_too_long';

export type Adopt = Omit<Adopted, 'code'> & { readonly code: string | null; readonly isAdopted: boolean };

/** Decides on the manager's device, before anything is stored. Two who adopt at once both succeed: readers show one entry. */
export function decideAdopt({ from, op, code, isAdopted }: Adopt): Result<Adopted, Failure<AdoptRefusal>> {
  if (isAdopted) return err({ code: 'adopted_already' });
  if (code === null || !isAdoptable(code)) return err({ code: 'not_adoptable', detail: code ?? '' });
  return ok({ from, op, code });
}

/** What cannot be adopted may be refused: it then no longer waits, and its author is told why. */
export function decideRefuse(
  { from, op, code, isAdopted }: Adopt,
  why: string,
): Result<NotAdopted, Failure<AdoptRefusal>> {
  if (isAdopted) return err({ code: 'adopted_already' });
  const reason = why.trim().normalize('NFC');
  if (reason === '') return err({ code: 'reason_missing' });
  if (reason.length > refusalReasonLimit) return err({ code: 'reason_too_long' });
  return code === null ? err({ code: 'not_adoptable' }) : ok({ from, op, code, reason });
}
