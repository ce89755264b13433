import { isAtWork, standingOf, type Permit } from '@truc/domain/intervention';
import type { FaultAction } from '@truc/domain/policy';

export const permitSteps = ['approve', 'begin', 'end', 'refuse', 'revoke'] as const;
export type PermitStep = (typeof permitSteps)[number];
/** Whose turn it is, or how it is over. */
export type PermitWaiting = 'approval' | 'begin' | 'end' | 'ended' | 'refused' | 'revoked' | 'expired' | null;

export type PermitQuestion = {
  readonly permit: Permit;
  readonly person: string;
  readonly may: readonly FaultAction[];
  readonly now: number;
};
export type PermitTurn = { readonly steps: readonly PermitStep[]; readonly waiting: PermitWaiting };

/** What this person can do with a permit now, the first thing first (GL-15, KH-09); nobody decides on what he asked for. */
export function turnOf({ permit, person, may, now }: PermitQuestion): PermitTurn {
  const decides = may.includes('authorise_intervention');
  const works = may.includes('work_under_permit');
  const standing = standingOf(permit, now);
  const revoke: readonly PermitStep[] = decides ? ['revoke'] : [];
  switch (standing) {
    case 'asked':
      return decides && permit.asked.by !== person
        ? { steps: now > permit.to ? ['refuse'] : ['approve', 'refuse'], waiting: null }
        : { steps: [], waiting: now > permit.to ? 'expired' : 'approval' };
    case 'approved': {
      const begins = works && now >= permit.from;
      return begins ? { steps: ['begin', ...revoke], waiting: null } : { steps: revoke, waiting: 'begin' };
    }
    case 'begun':
    case 'overrun':
      return works ? { steps: ['end', ...revoke], waiting: null } : { steps: revoke, waiting: 'end' };
    case 'revoked':
      return isAtWork(permit) && works
        ? { steps: ['end'], waiting: 'revoked' }
        : { steps: [], waiting: 'revoked' };
    case 'ended':
    case 'refused':
    case 'expired':
      return { steps: [], waiting: standing };
  }
}
