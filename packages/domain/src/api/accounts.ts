import * as v from 'valibot';
import { AccountActSchema, AccountTargetSchema } from '../account-proposal/acts.ts';
import {
  accountFindings,
  accountRealms,
  accountRefusals,
  accountStates,
  accountWishes,
} from '../account-proposal/words.ts';
import { roles } from '../account/role.ts';
import { PaperSchema, uuidField } from '../dossier/fields.ts';
import { FocalPersonSchema } from '../focal-list/focal-list.ts';

const target = {
  target: AccountTargetSchema,
  /** In words; null where the right is over no such place. */
  facilityName: v.nullable(v.string()),
  postName: v.nullable(v.string()),
};
/** Days, both included; an empty `to` has no end. */
const days = { from: v.string(), to: v.string() };

/** A right that stands, or begins later, as its reader may see it. */
export const AccountRightSchema = v.strictObject({
  right: v.string(),
  person: v.string(),
  name: v.string(),
  position: v.string(),
  ...target,
  ...days,
  mayChange: v.boolean(),
  mayTakeBack: v.boolean(),
});
export type AccountRight = v.InferOutput<typeof AccountRightSchema>;

/** A right that no living paper carries, or an account that nobody uses. `proposal`: the one that is open about it. */
export const AccountReviewRowSchema = v.strictObject({
  right: AccountRightSchema,
  finding: v.picklist(accountFindings),
  /** The paper that says so: that of the new place, or the one that ended, with where it appoints. */
  paper: v.nullable(
    v.strictObject({ ...PaperSchema.entries, place: v.string(), from: v.string(), to: v.string() }),
  ),
  lastUsedAt: v.nullable(v.number()),
  proposal: v.nullable(v.string()),
  mayKeep: v.boolean(),
});
export type AccountReviewRow = v.InferOutput<typeof AccountReviewRowSchema>;

const mark = { by: v.string(), name: v.string(), at: v.number() };

/** What this person may do with a proposal now. */
export const accountMoves = [
  'withdraw',
  'return',
  'consolidate',
  'forward',
  'decide',
  'suspend',
  'carry_out',
  'propose_again',
] as const;
export type AccountMove = (typeof accountMoves)[number];

export const AccountProposalViewSchema = v.strictObject({
  id: v.string(),
  ...mark,
  wish: v.picklist(accountWishes),
  realm: v.picklist(accountRealms),
  state: v.picklist(accountStates),
  right: v.nullable(v.string()),
  person: v.nullable(v.string()),
  /** Of the person, or of the holder who has no account yet. */
  personName: v.string(),
  holder: v.nullable(FocalPersonSchema),
  ...target,
  ...days,
  paper: v.nullable(PaperSchema),
  finding: v.nullable(v.picklist(accountFindings)),
  reason: v.string(),
  isSuspended: v.boolean(),
  isLate: v.boolean(),
  steps: v.array(
    v.strictObject({
      ...mark,
      type: v.picklist(accountMoves),
      verdict: v.nullable(v.picklist(['approved', 'refused'])),
      paper: v.nullable(PaperSchema),
      reason: v.string(),
    }),
  ),
  may: v.array(v.picklist(accountMoves)),
});
export type AccountProposalView = v.InferOutput<typeof AccountProposalViewSchema>;

/** Where this person may propose that somebody gets a right, with the people who hold one there. */
export const AccountPlaceSchema = v.strictObject({
  role: v.picklist(roles),
  facility: v.nullable(v.string()),
  facilityName: v.nullable(v.string()),
  posts: v.array(v.strictObject({ id: v.string(), name: v.string() })),
});
export type AccountPlace = v.InferOutput<typeof AccountPlaceSchema>;

/**
 * `GET /api/accounts`: rights and proposals that this person proposes, decides or carries out. `todo`: how many of them wait for
 * him. `holders`: who has an account, by id, for whoever makes accounts; nobody else is told.
 */
export const AccountsResponseSchema = v.strictObject({
  today: v.string(),
  unusedDays: v.number(),
  todo: v.number(),
  review: v.array(AccountReviewRowSchema),
  proposals: v.array(AccountProposalViewSchema),
  rights: v.array(AccountRightSchema),
  places: v.array(AccountPlaceSchema),
  holders: v.array(v.strictObject({ id: v.string(), name: v.string(), agency: v.string() })),
});
export type AccountsResponse = v.InferOutput<typeof AccountsResponseSchema>;

/** `POST /api/accounts/act`: both ids are the browser's, so that a resend is written once. */
export const ActOnAccountSchema = v.strictObject({
  proposal: uuidField,
  id: uuidField,
  act: AccountActSchema,
});
export type ActOnAccount = v.InferOutput<typeof ActOnAccountSchema>;

/** `account`: a new one, with its first password. It is told this once. */
export const AccountAnswerSchema = v.union([
  v.strictObject({
    outcome: v.literal('saved'),
    account: v.nullable(v.strictObject({ username: v.string(), password: v.string() })),
  }),
  v.strictObject({
    outcome: v.literal('refused'),
    code: v.picklist(accountRefusals),
    clause: v.string(),
  }),
]);
export type AccountAnswer = v.InferOutput<typeof AccountAnswerSchema>;
