import { ok } from '@truc/base';
import {
  decide,
  type AccountAct,
  type AccountMeta,
  type AccountProposal,
  type AccountTarget,
} from '@truc/domain/account-proposal';
import { ActOnAccountSchema, type AccountAnswer, type ActOnAccount } from '@truc/domain/api';
import { dayOf } from '@truc/domain/shift';
import type pg from 'pg';
import type { Audit } from '../access/audit.ts';
import type { LogIn } from '../auth/log-in.ts';
import { firstPassword } from '../auth/new-account.ts';
import { isNameTaken, makeAccount } from '../auth/people.ts';
import { documentsByPerson, reviewRight } from '../dossiers/account-review.ts';
import { listAccounts } from '../dossiers/account-desk.ts';
import { changeOf } from '../dossiers/change-rights.ts';
import type { DossierAct } from '../dossiers/dossier-store.ts';
import { openDesk, type Desk, type DeskParts } from '../dossiers/inspection-desk.ts';
import {
  foldAccount,
  isPlace,
  isProposedElsewhere,
  isSameTarget,
  lastUses,
  readProposals,
  standingRights,
  type StandingRight,
} from '../dossiers/read-accounts.ts';
import { refuse, type Refusal } from '../http/refusal.ts';
import { getRoute, postRoute, type MountedRoute } from '../http/route.ts';

export type AccountParts = DeskParts & {
  readonly audit: Audit;
  readonly pool: pg.Pool;
  readonly logIn: LogIn;
  readonly logInWithin: (client: pg.ClientBase) => LogIn;
};

/** `GET /api/accounts`, `POST /api/accounts/act`: who gets, keeps and loses which right, by which paper (GL-10, GL-20, GL-37). */
export function accountRoutes(parts: AccountParts): readonly MountedRoute[] {
  const body = { schema: ActOnAccountSchema, versions: null, limitBytes: 32 * 1024 };
  return [
    getRoute({ path: '/api/accounts', guard: 'session' }, async ({ caller }) =>
      listAccounts(await openDesk(caller.person, parts), parts),
    ),
    postRoute({ path: '/api/accounts/act', guard: 'session', body }, async (call) =>
      act(call.body, { person: call.caller.person, address: call.request.ip }, parts),
    ),
  ];
}

async function act(
  asked: ActOnAccount,
  asker: { readonly person: string; readonly address: string },
  parts: AccountParts,
): Promise<AccountAnswer | Refusal> {
  const { proposal: dossier, id, act: said } = asked;
  const { dossiers, audit, registers } = parts;
  const desk = await openDesk(asker.person, parts);
  const before = foldAccount(await dossiers.of('account', dossier));
  const line = { ...asker, action: 'account', object: dossier } as const;
  if (!isAllowed(said, before, desk)) {
    await audit.write([{ ...line, outcome: 'denied', code: 'not_permitted' }]);
    return refuse('not_found');
  }
  const place = { id, kind: 'account', dossier, by: asker.person, at: desk.now } as const;
  let made: { readonly username: string; readonly password: string } | null = null;
  const answer = await dossiers.append(place, async (acts) => {
    const proposal = foldAccount(acts);
    const decided = decide(proposal, said, await metaOf(asked, { proposal, desk, acts }, parts));
    if (!decided.ok) return decided;
    const change = effectOf(said, { proposal, dossier, desk });
    return ok({
      facility: (proposal?.target ?? targetOf(decided.value))?.facility ?? null,
      fact: JSON.stringify(decided.value),
      async effect(client) {
        // With the act or not at all: an account without its paper would be nobody's.
        if (proposal !== null && opensAccount(said, proposal))
          made = await openAccount(said, proposal, parts.logInWithin(client));
        await change?.(client);
      },
    });
  });
  if (!answer.ok) {
    const { code, detail } = answer.error;
    return { outcome: 'refused', code, clause: detail ?? '' };
  }
  const now = foldAccount(await dossiers.of('account', dossier));
  await audit.write([{ ...line, outcome: 'granted', detail: detailOf(said, now) }]);
  registers.invalidate();
  return { outcome: 'saved', account: made };
}

/** The matrix alone says who: for whom it does not speak, there is no such proposal. */
function isAllowed(act: AccountAct, proposal: AccountProposal | null, desk: Desk): boolean {
  const { rights } = desk;
  if (act.type === 'propose') {
    const named = act.right === null ? act.target : rightOf(act.right, desk)?.target;
    const target = named ?? proposal?.target ?? null;
    return target !== null && rights.mayProposeAccount(act.wish, target);
  }
  if (proposal === null) return false;
  switch (act.type) {
    case 'withdraw':
      return proposal.by === rights.person;
    case 'suspend':
    case 'carry_out':
      return rights.mayCarryOutAccounts();
    default:
      return rights.mayDecideAccount(proposal.target);
  }
}

type Situation = {
  readonly proposal: AccountProposal | null;
  readonly desk: Desk;
  readonly acts: readonly DossierAct[];
};

/** What the registers say, read under the lock of the papers. */
async function metaOf(
  { proposal: id, act }: ActOnAccount,
  { proposal, desk }: Situation,
  { dossiers, pool, logIn }: AccountParts,
): Promise<AccountMeta> {
  const { register, rights, now } = desk;
  const right = act.type === 'propose' ? act.right : (proposal?.right ?? null);
  const held = rightOf(right, desk);
  const person = personOf(act, proposal);
  const given = act.type === 'propose' ? act.target : (proposal?.target ?? null);
  const target = held !== null && given !== null ? { ...held.target, post: given.post } : given;
  const who = person ?? (act.type === 'propose' ? (act.holder?.email.toLowerCase() ?? null) : null);
  return {
    by: rights.person,
    at: now,
    today: dayOf(now),
    held,
    finding: held === null ? null : await findingOf(held, desk, pool),
    isOffered: standingRights(register, now).some(
      (one) => one.person === person && rights.mayProposeAccount('take_back', one.target),
    ),
    holds:
      target !== null &&
      standingRights(register, now).some((one) => one.person === person && isSameTarget(one.target, target)),
    isPlace: target !== null && isPlace(register, target),
    isProposed:
      act.type === 'propose' &&
      isProposedElsewhere(await readProposals(dossiers), { id, right, who, target }),
    isKnown: await isKnown(act, { register, logIn }),
  };
}

function rightOf(right: string | null, { register, now }: Desk): StandingRight | null {
  return right === null ? null : (standingRights(register, now).find((one) => one.right === right) ?? null);
}

function personOf(act: AccountAct, proposal: AccountProposal | null): string | null {
  if (act.type === 'propose') return act.person;
  return proposal?.person ?? (act.type === 'carry_out' ? act.person : null);
}

async function findingOf(held: StandingRight, { register, now }: Desk, pool: pg.Pool) {
  const uses = await lastUses(pool, [held.person]);
  const documents = documentsByPerson(register).get(held.person) ?? [];
  return reviewRight(held, { register, uses, now, documents })?.finding ?? null;
}

async function isKnown(
  act: AccountAct,
  { register, logIn }: { readonly register: Desk['register'] } & Pick<AccountParts, 'logIn'>,
): Promise<boolean> {
  if (act.type !== 'carry_out') return false;
  if (act.person !== null) return register.people.has(act.person);
  return register.people.has(act.username) || (await isNameTaken(logIn, act.username));
}

function targetOf(act: AccountAct): AccountTarget | null {
  return act.type === 'propose' ? act.target : null;
}

type CarryOut = Extract<AccountAct, { readonly type: 'carry_out' }>;

function opensAccount(act: AccountAct, proposal: AccountProposal): act is CarryOut {
  return act.type === 'carry_out' && proposal.person === null && act.person === null;
}

/** GL-05: one named person's account. Its first password is told to whoever carries it out, once. */
async function openAccount({ username }: CarryOut, { holder }: AccountProposal, logIn: LogIn) {
  const password = firstPassword();
  await makeAccount(logIn, { id: username, username, name: holder?.name ?? username, password });
  return { username, password };
}

function effectOf(
  act: AccountAct,
  {
    proposal,
    dossier,
    desk: { register, now },
  }: { readonly proposal: AccountProposal | null; readonly dossier: string; readonly desk: Desk },
) {
  if (proposal === null) return null;
  const { facility } = proposal.target;
  const agency =
    (facility === null
      ? register.people.get(proposal.by)?.agency
      : register.facilities.get(facility)?.name) ?? '';
  return changeOf({ proposal, act, dossier, agency, now });
}

function detailOf(act: AccountAct, proposal: AccountProposal | null) {
  return {
    act: act.type,
    wish: proposal?.wish ?? null,
    person: proposal?.person ?? null,
    role: proposal?.target.role ?? null,
    facility: proposal?.target.facility ?? null,
    post: proposal?.target.post ?? null,
    ...(act.type === 'decide' && { verdict: act.verdict }),
  };
}
