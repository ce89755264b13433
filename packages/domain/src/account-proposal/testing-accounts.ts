import type { AccountAct, AccountTarget, ProposeAccount } from './acts.ts';
import type { AccountMeta, HeldRight } from './decide.ts';
import { evolve, type AccountProposal } from './proposal.ts';

/** 14:20 on 15 June 2021 in Vietnam. */
export const at = 1623741600000;
export const today = '2021-06-15';
export const paper = { number: '07/PC-CSCL', signedOn: '2021-06-10', issuer: 'Trưởng cơ sở' };
export const batch = { number: '812/SYT-NVY', signedOn: '2021-06-14', issuer: 'Sở Y tế' };

export const watch: AccountTarget = {
  role: 'facility_watch',
  facility: 'f-01',
  district: null,
  post: 'p-01',
};
export const officer: AccountTarget = { role: 'pmc', facility: null, district: null, post: null };
export const held: HeldRight = { right: '7', person: 'khanh', target: watch, from: '2021-06-01', to: '' };
export const holder = {
  name: 'Kpă Thơm',
  position: 'Trực camera',
  phone: '0000 000 001',
  email: 'thom@vidu.test',
};

export const give: ProposeAccount = {
  type: 'propose',
  wish: 'give',
  right: null,
  person: null,
  holder,
  target: watch,
  from: today,
  to: '2021-06-30',
  paper,
  finding: null,
  reason: 'Bổ sung người trực ca đêm',
};
export const change: ProposeAccount = {
  ...give,
  wish: 'change',
  right: '7',
  person: 'khanh',
  holder: null,
  target: { ...watch, post: 'p-01b' },
};
export const takeBack: ProposeAccount = {
  ...give,
  wish: 'take_back',
  right: '7',
  holder: null,
  target: null,
  from: '',
  to: '',
  reason: 'Đã chuyển sang cơ sở 02',
};
export const keep: ProposeAccount = {
  ...takeBack,
  wish: 'keep',
  finding: 'unused',
  paper: null,
  to: '2021-07-15',
};

export const approve: AccountAct = { type: 'decide', verdict: 'approved', paper: batch, reason: '' };
export const turnDown: AccountAct = {
  type: 'decide',
  verdict: 'refused',
  paper: null,
  reason: 'Chưa đủ hồ sơ',
};
export const carryOut: AccountAct = { type: 'carry_out', signedOn: today, person: 'khanh', username: '' };

/** Somebody who has nothing to do with what came before, on an ordinary day. */
export const meta: AccountMeta = {
  by: 'somebody',
  at,
  today,
  held: null,
  finding: null,
  isOffered: true,
  holds: false,
  isPlace: true,
  isProposed: false,
  isKnown: true,
};
export const withRight: AccountMeta = { ...meta, held };

/** Proposed by `proposer`, the rest by `desk`. */
export function given(...acts: readonly AccountAct[]): AccountProposal | null {
  return acts.reduce<AccountProposal | null>(
    (proposal, act) => evolve(proposal, act, { by: act.type === 'propose' ? 'proposer' : 'desk', at }),
    null,
  );
}
