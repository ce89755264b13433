import { invariant, ok } from '@truc/base';
import {
  AccountActSchema,
  decide,
  evolve,
  type AccountProposal,
  type HeldRight,
} from '@truc/domain/account-proposal';
import { dayOf } from '@truc/domain/shift';
import type { RunningServer } from '@truc/server';
import { createDossierStore } from '@truc/server/testing/papers';
import * as v from 'valibot';
import { pastProposals, takenBack, unusedAccount, type ToldAccount } from '../province/account-history.ts';

const FactSchema = v.pipe(v.string(), v.parseJson(), AccountActSchema);

/** Gives the proposals of the past to the server, through the same rules; the rights that they gave were provisioned. */
export async function tellAccounts({ context }: RunningServer): Promise<void> {
  const { pool } = context.database;
  const dossiers = createDossierStore(pool);
  if ((await dossiers.recent('account')).size > 0) return;
  for (const [at, told] of pastProposals(context.clock.now(), dayOf).entries()) {
    const { number, by, act, held } = told;
    const right = held === null ? null : await findRight(held);
    const place = { id: idOf('800a', at + 1), kind: 'account', dossier: idOf('800b', number) } as const;
    const said = act.type === 'propose' && right !== null ? { ...act, right: right.right } : act;
    const written = await dossiers.append({ ...place, by, at: Math.floor(told.at) }, (acts) => {
      const before = acts.reduce<AccountProposal | null>(
        (one, { fact, by: who, at: when }) => evolve(one, v.parse(FactSchema, fact), { by: who, at: when }),
        null,
      );
      const decided = decide(before, said, metaOf(told, right));
      const facility =
        before?.target.facility ?? (said.type === 'propose' ? said.target?.facility : null) ?? null;
      return Promise.resolve(decided.ok ? ok({ facility, fact: JSON.stringify(decided.value) }) : decided);
    });
    if (!written.ok) throw new Error(`a proposal of the past was not taken: ${number} ${written.error.code}`);
    if (act.type === 'suspend') await end(held, place.dossier);
  }
  await end(takenBackRight(), null);
  await pool.query(
    `update role_assignment set valid_from = now() - make_interval(days => $2) where person = $1`,
    [unusedAccount.person, unusedAccount.days],
  );

  async function findRight({ person, target }: NonNullable<ToldAccount['held']>): Promise<HeldRight> {
    const { rows } = await pool.query<{ id: string }>(
      'select id::text from role_assignment where person = $1 and role = $2 and facility is not distinct from $3 order by id limit 1',
      [person, target.role, target.facility],
    );
    const id = rows[0]?.id;
    invariant(id !== undefined, `${person} holds the right that was to be taken back`);
    return { right: id, person, target, from: '2021-06-01', to: '' };
  }

  async function end(
    held: Pick<NonNullable<ToldAccount['held']>, 'person' | 'target'> | null,
    by: string | null,
  ) {
    if (held === null) return;
    await pool.query(
      `update role_assignment set valid_to = greatest(now(), valid_from), ended_by = $4
       where person = $1 and role = $2 and facility = $3 and valid_to is null`,
      [held.person, held.target.role, held.target.facility, by],
    );
  }
}

function takenBackRight() {
  const { person, facility } = takenBack;
  return { person, target: { role: 'facility_watch', facility, district: null, post: null } } as const;
}

/** On the day on which it was told, nothing spoke against it. */
export function metaOf({ by, at }: Pick<ToldAccount, 'by' | 'at'>, held: HeldRight | null) {
  return {
    by,
    at,
    today: dayOf(at),
    held,
    finding: null,
    isOffered: true,
    holds: false,
    isPlace: true,
    isProposed: false,
    isKnown: true,
  };
}

function idOf(group: string, number: number): string {
  return `0190163d-8694-7394-${group}-${String(number).padStart(12, '0')}`;
}
