import { describe, expect, it } from 'vitest';
import { accountRealmOf, type AccountAct } from './acts.ts';
import { decide, type AccountMeta } from './decide.ts';
import { evolve, isLate, isOpen, verdictOf, type AccountProposal } from './proposal.ts';
import {
  approve,
  at,
  batch,
  carryOut,
  change,
  give,
  given,
  held,
  holder,
  keep,
  meta,
  officer,
  paper,
  takeBack,
  today,
  turnDown,
  watch,
  withRight,
} from './testing-accounts.ts';
import { accountClauses, accountRefusals, type AccountRefusal } from './words.ts';

const takenFrom = { ...takeBack, target: watch, person: 'khanh' };
const central = { ...give, target: officer };
const consolidate: AccountAct = { type: 'consolidate' };
const forward: AccountAct = { type: 'forward', paper: batch };
const suspend: AccountAct = { type: 'suspend', reason: 'Đã chuyển cơ sở' };
const giveBack: AccountAct = { type: 'return', reason: 'Thiếu số điện thoại' };
const withdraw: AccountAct = { type: 'withdraw', reason: 'Nhầm người' };

describe('a proposal about an account', () => {
  it('[GL-10] [GL-11] [GL-20] at a facility goes from its proposal to the delegation, and is carried out after it', () => {
    expect(given(give)).toMatchObject({ state: 'proposed', realm: 'facility', by: 'proposer', paper });
    expect(given(give, approve)).toMatchObject({ state: 'approved' });
    expect(given(give, approve, carryOut)).toMatchObject({ state: 'done', person: 'khanh' });
  });

  it('[GL-29] [GL-37] for the central system goes over Sở Y tế and the batch to Bộ Y tế', () => {
    expect(given(central)).toMatchObject({ state: 'proposed', realm: 'central' });
    expect(given(central, consolidate)).toMatchObject({ state: 'consolidated' });
    expect(given(central, consolidate, forward)).toMatchObject({ state: 'forwarded' });
    const granted = given(central, consolidate, forward, approve);
    expect(granted).toMatchObject({ state: 'approved' });
    expect(granted === null ? null : verdictOf(granted)).toMatchObject({ verdict: 'approved', paper: batch });
    expect(given(central, consolidate, forward, turnDown)).toMatchObject({ state: 'refused' });
  });

  it('[GL-29] is returned for what is missing, and proposed again by the same person', () => {
    const returned = given(give, giveBack);
    expect(returned).toMatchObject({ state: 'returned' });
    expect(decide(returned, give, { ...meta, by: 'proposer' }).ok).toBe(true);
    expect(given(give, giveBack, give)).toMatchObject({ state: 'proposed' });
  });

  it('is withdrawn by whoever made it while nobody has decided', () => {
    expect(decide(given(give), withdraw, { ...meta, by: 'proposer' }).ok).toBe(true);
    expect(given(give, withdraw)).toMatchObject({ state: 'withdrawn' });
  });

  it('[GL-05] suspends a right that is to be taken back, until the decision', () => {
    expect(decide(given(takenFrom), suspend, withRight).ok).toBe(true);
    expect(given(takenFrom, suspend)).toMatchObject({ state: 'proposed', isSuspended: true });
    expect(given(takenFrom, suspend, turnDown)).toMatchObject({ state: 'refused', isSuspended: false });
    // Nothing stands any more that could end: the decision is written down all the same.
    expect(decide(given(takenFrom, suspend, approve), carryOut, meta).ok).toBe(true);
  });

  it('takes from the register whose right it is and where, whatever the browser says', () => {
    const told = { ...takeBack, person: 'somebody-else', target: officer, holder };
    expect(decide(null, told, withRight)).toMatchObject({
      ok: true,
      value: { person: 'khanh', target: watch, holder: null },
    });
    const moved = { ...change, target: { ...officer, post: 'p-01b' } };
    expect(decide(null, moved, withRight)).toMatchObject({
      ok: true,
      value: { target: { ...watch, post: 'p-01b' } },
    });
  });

  it('[GL-20] needs no paper to take back what the review lists', () => {
    const listed = { ...takeBack, paper: null, finding: 'moved' } as const;
    expect(decide(null, listed, { ...withRight, finding: 'moved' }).ok).toBe(true);
  });

  it('keeps an account that nobody uses, for a reason and until a day', () => {
    expect(decide(null, keep, { ...withRight, finding: 'unused' }).ok).toBe(true);
    const kept = given({ ...keep, target: watch });
    expect(kept).toMatchObject({ state: 'kept', to: '2021-07-15' });
    expect(kept === null || isOpen(kept)).toBe(false);
  });

  it('[GL-05] is late when a right that was to go stands the day after', () => {
    const open = given(takenFrom);
    const suspended = given(takenFrom, suspend);
    if (open === null || suspended === null) throw new Error('both are proposed');
    expect(isLate(open, { today, dayOfAt: today })).toBe(false);
    expect(isLate(open, { today: '2021-06-16', dayOfAt: today })).toBe(true);
    expect(isLate(suspended, { today: '2021-06-16', dayOfAt: today })).toBe(false);
  });

  it('begins with a proposal: no other act makes one', () => {
    expect(evolve(null, approve, { by: 'desk', at })).toBeNull();
  });

  it('[GL-01] stands in the realm of its role', () => {
    expect(accountRealmOf('facility_manager')).toBe('facility');
    expect(accountRealmOf('pc_office')).toBe('central');
    expect(accountRealmOf('ioc')).toBe('province');
  });
});

type Case = {
  readonly to?: AccountProposal | null;
  readonly act: AccountAct;
  readonly when?: Partial<AccountMeta>;
};
type Row = readonly [AccountRefusal, string, Case];

const named = (change: object): AccountAct => ({ ...give, holder: { ...holder, ...change } });
const decided = given(give, approve);
const carry = (said: object): AccountAct => ({
  type: 'carry_out',
  signedOn: today,
  person: null,
  username: 'thom',
  ...said,
});

const rows: readonly Row[] = [
  ['person_missing', '[GL-05] nobody’s account', { act: { ...give, holder: null } }],
  [
    'person_missing',
    'somebody whom he does not answer for',
    { act: { ...give, person: 'khanh' }, when: { isOffered: false } },
  ],
  ['name_missing', '[GL-28] no name', { act: named({ name: '' }) }],
  ['position_missing', '[GL-28] no position', { act: named({ position: '' }) }],
  ['phone_missing', '[GL-28] no phone', { act: named({ phone: '' }) }],
  ['email_missing', '[GL-28] no email', { act: named({ email: '' }) }],
  ['phone_wrong', 'words for a number', { act: named({ phone: 'gọi sau' }) }],
  ['email_wrong', 'an address without its place', { act: named({ email: 'thom@' }) }],
  ['place_missing', '[GL-20] nowhere', { act: { ...give, target: null } }],
  ['place_missing', 'a post of another facility', { act: give, when: { isPlace: false } }],
  ['place_missing', 'a change to no place', { act: change, when: { held, isPlace: false } }],
  [
    'held_already',
    '[GL-05] the same right twice',
    { act: { ...give, person: 'khanh' }, when: { holds: true } },
  ],
  ['held_already', 'carried out twice by two papers', { to: decided, act: carryOut, when: { holds: true } }],
  ['not_held', 'taking back what has ended', { act: takeBack }],
  ['not_held', 'changing what has ended', { act: change }],
  ['not_held', 'suspending what has ended', { to: given(takenFrom), act: suspend }],
  ['not_held', 'ending what has ended', { to: given(takenFrom, approve), act: carryOut }],
  ['not_held', 'moving what has ended', { to: given({ ...change, target: watch }, approve), act: carryOut }],
  ['nothing_changed', 'a change of nothing', { act: { ...change, target: watch, to: '' }, when: { held } }],
  ['days_missing', '[KH-32] no first day', { act: { ...give, from: '' } }],
  ['days_missing', 'kept without a day', { act: { ...keep, to: '' }, when: { held, finding: 'unused' } }],
  ['days_wrong', '[KH-32] an end before its beginning', { act: { ...give, to: '2021-06-14' } }],
  ['days_wrong', 'an end that is past', { act: { ...give, from: '2021-06-01', to: '2021-06-10' } }],
  [
    'days_wrong',
    'kept for longer than ninety days',
    { act: { ...keep, to: '2021-09-14' }, when: { held, finding: 'unused' } },
  ],
  ['days_wrong', 'kept until today', { act: { ...keep, to: today }, when: { held, finding: 'unused' } }],
  [
    'days_wrong',
    'carried out after its last day',
    { to: decided, act: carryOut, when: { today: '2021-07-01' } },
  ],
  ['paper_missing', '[GL-20] giving without a paper', { act: { ...give, paper: null } }],
  [
    'paper_missing',
    'changing without a whole paper',
    { act: { ...change, paper: { ...paper, number: '' } }, when: { held } },
  ],
  [
    'paper_missing',
    'taking back by nothing',
    { act: { ...takeBack, paper: null }, when: { held, finding: 'moved' } },
  ],
  [
    'paper_missing',
    '[GL-10] a delegation without its number',
    { to: given(give), act: { ...approve, paper: null } as AccountAct },
  ],
  [
    'paper_missing',
    '[GL-37] a batch without its number',
    { to: given(central, consolidate), act: { type: 'forward', paper: null } },
  ],
  [
    'finding_wrong',
    'a finding that the review has not',
    { act: { ...takeBack, finding: 'moved' }, when: { held, finding: 'unused' } },
  ],
  ['finding_wrong', '[GL-20] keeping what no paper carries', { act: keep, when: { held, finding: 'moved' } }],
  ['reason_missing', 'no reason', { act: { ...give, reason: '' } }],
  [
    'reason_missing',
    'refused without a word',
    { to: given(give), act: { ...turnDown, reason: '' } as AccountAct },
  ],
  ['reason_missing', 'returned without a word', { to: given(give), act: { type: 'return', reason: '' } }],
  [
    'reason_missing',
    'suspended without a word',
    { to: given(takenFrom), act: { type: 'suspend', reason: '' }, when: { held } },
  ],
  [
    'reason_missing',
    'withdrawn without a word',
    { to: given(give), act: { type: 'withdraw', reason: '' }, when: { by: 'proposer' } },
  ],
  ['open_already', 'a second proposal about one right', { act: takeBack, when: { held, isProposed: true } }],
  [
    'proposed_already',
    '[GL-29] a change of what was sent',
    { to: given(give), act: give, when: { by: 'proposer' } },
  ],
  ['not_proposed', 'deciding on nothing', { act: approve }],
  ['settled_already', 'deciding twice', { to: decided, act: turnDown }],
  [
    'settled_already',
    'withdrawing after the decision',
    { to: decided, act: withdraw, when: { by: 'proposer' } },
  ],
  ['settled_already', 'returning after the decision', { to: decided, act: giveBack }],
  ['settled_already', 'carrying out twice', { to: given(give, approve, carryOut), act: carryOut }],
  ['settled_already', 'consolidating twice', { to: given(central, consolidate), act: consolidate }],
  ['settled_already', 'sending twice', { to: given(central, consolidate, forward), act: forward }],
  ['wrong_realm', 'consolidating a facility’s account', { to: given(give), act: consolidate }],
  ['wrong_realm', 'sending a facility’s account to Bộ Y tế', { to: given(give), act: forward }],
  ['not_consolidated', '[GL-37] sent before it was consolidated', { to: given(central), act: forward }],
  ['not_forwarded', '[GL-37] a result before it was sent', { to: given(central, consolidate), act: approve }],
  ['not_approved', '[GL-10] [GL-11] carried out before the decision', { to: given(give), act: carryOut }],
  ['not_a_take_back', 'suspending what is to begin', { to: given(give), act: suspend, when: { held } }],
  ['suspended_already', 'suspending twice', { to: given(takenFrom, suspend), act: suspend, when: { held } }],
  ['own_proposal', 'deciding on one’s own', { to: given(give), act: approve, when: { by: 'proposer' } }],
  ['own_proposal', 'returning one’s own', { to: given(give), act: giveBack, when: { by: 'proposer' } }],
  [
    'own_proposal',
    'consolidating one’s own',
    { to: given(central), act: consolidate, when: { by: 'proposer' } },
  ],
  [
    'own_account',
    '[GL-05] deciding on one’s own account',
    { to: given(takenFrom), act: approve, when: { by: 'khanh' } },
  ],
  ['own_account', 'suspending oneself', { to: given(takenFrom), act: suspend, when: { by: 'khanh', held } }],
  ['own_account', 'giving oneself the account', { to: decided, act: carryOut, when: { by: 'khanh' } }],
  ['not_proposer', 'withdrawing another’s', { to: given(give), act: withdraw }],
  ['not_proposer', 'proposing another’s again', { to: given(give, giveBack), act: give }],
  [
    'commitment_missing',
    '[GL-05] [BT-07] no signed commitment',
    { to: decided, act: carry({ person: 'khanh', signedOn: '' }) },
  ],
  [
    'commitment_wrong',
    'a commitment of tomorrow',
    { to: decided, act: carry({ person: 'khanh', signedOn: '2021-06-16' }) },
  ],
  ['account_missing', 'an account that nobody has', { to: decided, act: carryOut, when: { isKnown: false } }],
  ['username_wrong', 'a name that is none', { to: decided, act: carry({ username: 'Kpă Thơm' }) }],
  [
    'username_taken',
    '[GL-05] a name of somebody else',
    { to: decided, act: carry({}), when: { isKnown: true } },
  ],
];

describe('what a proposal about an account refuses', () => {
  it.each(rows)('%s: %s', (code, _, { to = null, act, when = {} }) => {
    expect(decide(to, act, { ...meta, ...when })).toEqual({
      ok: false,
      error: { code, detail: accountClauses[code] },
    });
  });

  it('is all that there is to refuse', () => {
    expect([...new Set<string>(rows.map(([code]) => code))].sort()).toEqual([...accountRefusals].sort());
  });
});
