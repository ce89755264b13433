/**
 * A permit (giấy phép can thiệp): somebody of the facility or the operator asks, the authority approves on a signed document,
 * work begins and ends on site (GL-15, KH-09). Times in ms since 1970.
 *
 *     asked ─▶ approved ─▶ begun ─▶ ended
 *        │        ├──────────┴────▶ revoked (whoever is at work still ends it)
 *        └─▶ refused              approved and its time over: expired · begun and its time over: overrun
 */
import type { Mark, Substitute } from '../fault-log/fault.ts';
import type { Asset } from '../fault-log/words.ts';
import type { Work } from './words.ts';

export const permitStatuses = ['asked', 'approved', 'refused', 'begun', 'ended', 'revoked'] as const;
export type PermitStatus = (typeof permitStatuses)[number];
/** With what the time alone makes of it. */
export const permitStandings = [...permitStatuses, 'expired', 'overrun'] as const;
export type PermitStanding = (typeof permitStandings)[number];

export type Permit = {
  readonly id: string;
  readonly status: PermitStatus;
  readonly asked: Mark;
  readonly work: Work;
  readonly detail: string;
  readonly assets: readonly Asset[];
  /** As it was approved; as it was asked for before that. */
  readonly from: number;
  readonly to: number;
  readonly workers: readonly string[];
  readonly agency: string;
  readonly picturesOff: boolean;
  readonly approved: (Mark & { readonly document: string; readonly note: string }) | null;
  readonly refused: (Mark & { readonly reason: string }) | null;
  readonly begun: (Mark & { readonly isOnSite: boolean; readonly workers: readonly string[] }) | null;
  /** Who watches while pictures are off (GL-25). */
  readonly substitute: Substitute | null;
  readonly ended: (Mark & { readonly restored: boolean; readonly note: string }) | null;
  readonly revoked: (Mark & { readonly reason: string }) | null;
};
export type Permits = Readonly<Record<string, Permit>>;

export function standingOf({ status, to }: Permit, now: number): PermitStanding {
  if (now <= to) return status;
  if (status === 'approved') return 'expired';
  return status === 'begun' ? 'overrun' : status;
}

/** Whether somebody is at work under it: also when it was revoked and they have not yet left. */
export function isAtWork({ begun, ended }: Permit): boolean {
  return begun !== null && ended === null;
}

/** Until when it allows anything. */
export function allowedUntil({ to, ended, revoked }: Permit): number {
  return Math.min(to, ended?.at ?? to, revoked?.at ?? to);
}

/** Whether it allowed work at that moment: approved before it, within its time, not ended or revoked. What is approved afterwards allows nothing. */
export function allowsAt(permit: Permit, at: number): boolean {
  const { approved, from } = permit;
  return approved !== null && approved.at <= at && from <= at && at <= allowedUntil(permit);
}

/** GL-15: the permit that allowed work on this asset at that moment. A permit on the line holds for all cameras behind it. */
export function permitFor(permits: Permits, asset: Asset, at: number): Permit | null {
  return (
    Object.values(permits).find((permit) => allowsAt(permit, at) && permit.assets.some(isOf(asset))) ?? null
  );
}

function isOf(asset: Asset) {
  return ({ kind, id }: Asset): boolean =>
    (kind === asset.kind && id === asset.id) || (kind === 'line' && asset.kind === 'camera');
}

/** Those that allow work at some time of the stretch: what a handover names as permitted today. */
export function permittedWithin(permits: Permits, from: number, to: number): readonly Permit[] {
  return Object.values(permits)
    .filter((permit) => permit.status === 'approved' || isAtWork(permit))
    .filter((permit) => isAtWork(permit) || (permit.from <= to && allowedUntil(permit) >= from))
    .toSorted((a, b) => a.from - b.from);
}
