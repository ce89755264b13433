import * as v from 'valibot';
import { RoleSchema, type Role } from '../account/role.ts';
import { dayField, idField, nameLimit, PaperSchema, words, wordsLimit } from '../dossier/fields.ts';
import { FocalPersonSchema } from '../focal-list/focal-list.ts';
import { accountFindings, accountWishes, type AccountRealm } from './words.ts';

/** A role over one facility, one district, one post, or (all null) where the role itself reaches. */
export const AccountTargetSchema = v.strictObject({
  role: RoleSchema,
  facility: v.nullable(idField),
  district: v.nullable(idField),
  post: v.nullable(idField),
});
export type AccountTarget = v.InferOutput<typeof AccountTargetSchema>;

/** The number of a role's row in the register. */
const rightField = v.pipe(v.string(), v.regex(/^[1-9]\d{0,14}$/));

/**
 * What somebody proposes. `person`: who has an account already; `holder`: who has none, by the four of GL-28. `right`: the role
 * that is changed, taken back or kept. `from` and `to`: days, both included; an empty `to` has no end. `finding`: what the
 * review says of that right, which stands in a paper's place where there is none.
 */
export const ProposeAccountSchema = v.strictObject({
  type: v.literal('propose'),
  wish: v.picklist(accountWishes),
  right: v.nullable(rightField),
  person: v.nullable(idField),
  holder: v.nullable(FocalPersonSchema),
  target: v.nullable(AccountTargetSchema),
  from: dayField,
  to: dayField,
  paper: v.nullable(PaperSchema),
  finding: v.nullable(v.picklist(accountFindings)),
  reason: words(wordsLimit),
});
export type ProposeAccount = v.InferOutput<typeof ProposeAccountSchema>;

const paper = v.nullable(PaperSchema);
const reason = words(wordsLimit);

export const AccountActSchema = v.union([
  ProposeAccountSchema,
  v.strictObject({ type: v.literal('withdraw'), reason }),
  v.strictObject({ type: v.literal('return'), reason }),
  v.strictObject({ type: v.literal('consolidate') }),
  // The batch to Bộ Y tế (GL-37).
  v.strictObject({ type: v.literal('forward'), paper }),
  v.strictObject({ type: v.literal('decide'), verdict: v.picklist(['approved', 'refused']), paper, reason }),
  // The right ends now; the decision follows.
  v.strictObject({ type: v.literal('suspend'), reason }),
  // `signedOn`: the day of the holder's commitment (GL-05). `person`: the holder's account, or null for a new one.
  v.strictObject({
    type: v.literal('carry_out'),
    signedOn: dayField,
    person: v.nullable(idField),
    username: words(nameLimit),
  }),
]);
export type AccountAct = v.InferOutput<typeof AccountActSchema>;

const realmOf: Readonly<Record<Role, AccountRealm>> = {
  steering_head: 'province',
  pc_office: 'central',
  pmc: 'central',
  doh: 'central',
  dict: 'province',
  ioc: 'province',
  operator: 'province',
  facility_manager: 'facility',
  facility_watch: 'facility',
  district_pc: 'province',
  app_admin: 'province',
  auditor: 'province',
};

export function accountRealmOf(role: Role): AccountRealm {
  return realmOf[role];
}
