import { failure, ok, type Failure, type Result } from '@truc/base';

/**
 * A kiosk: a display with an account of its own, never a person's (GL-05 names the person who answers for it). It is paired once,
 * and is over for good when it was revoked or its time has come; the same screen is then paired anew under another id.
 * Times in ms since 1970.
 *
 *     paired ──▶ renamed* ──▶ revoked | (ended by itself)
 */
export type KioskPairing = {
  readonly name: string;
  /** Where it hangs, in words. */
  readonly place: string;
  /** The post that it belongs to: who keeps watch there drives it. Null: of whoever answers for it alone. */
  readonly post: string | null;
  /** One of the four purposes of a look (GL-07). */
  readonly purpose: string;
  /** All that it may ever show, of what the person who answers for it may watch. */
  readonly cameras: readonly string[];
  readonly until: number;
};

type Happened = { readonly kiosk: string; readonly by: string; readonly at: number };
export type KioskEvent =
  | (Happened & { readonly kind: 'paired' } & KioskPairing)
  | (Happened & { readonly kind: 'renamed'; readonly name: string; readonly place: string })
  | (Happened & { readonly kind: 'revoked'; readonly reason: string });
export const kioskEventKinds = ['paired', 'renamed', 'revoked'] as const;

export type Kiosk = KioskPairing & {
  readonly id: string;
  /** Who paired it answers for it. */
  readonly owner: string;
  readonly pairedAt: number;
  readonly revoked: { readonly by: string; readonly at: number; readonly reason: string } | null;
};

export type KioskState = 'paired' | 'ended' | 'revoked';

/** Longer than this nobody answers for a screen unasked. */
export const kioskLongestMs = 366 * 24 * 60 * 60_000;

/** `events`: of one kiosk, in their order. Null where it was never paired. */
export function kioskOf(events: readonly KioskEvent[]): Kiosk | null {
  return events.reduce<Kiosk | null>(evolveKiosk, null);
}

function evolveKiosk(kiosk: Kiosk | null, event: KioskEvent): Kiosk | null {
  if (event.kind === 'paired') {
    const { kind: _kind, kiosk: id, by: owner, at: pairedAt, ...pairing } = event;
    return kiosk ?? { ...pairing, id, owner, pairedAt, revoked: null };
  }
  if (kiosk === null) return null;
  if (event.kind === 'renamed') return { ...kiosk, name: event.name, place: event.place };
  const { by, at, reason } = event;
  return { ...kiosk, revoked: kiosk.revoked ?? { by, at, reason } };
}

export function kioskStateOf({ revoked, until }: Kiosk, now: number): KioskState {
  if (revoked !== null) return 'revoked';
  return now >= until ? 'ended' : 'paired';
}

export type PairingRefusal = 'no_cameras' | 'time_out_of_range';

/** Whether `by` has the right is the policy's question. */
export function decidePairing(
  asked: KioskPairing & { readonly kiosk: string; readonly by: string },
  now: number,
): Result<KioskEvent, Failure<PairingRefusal>> {
  if (asked.cameras.length === 0) return failure('no_cameras');
  if (asked.until <= now || asked.until > now + kioskLongestMs) return failure('time_out_of_range');
  return ok({ ...asked, kind: 'paired', at: now });
}

export type KioskChange =
  | { readonly kind: 'renamed'; readonly name: string; readonly place: string; readonly by: string }
  | { readonly kind: 'revoked'; readonly reason: string; readonly by: string };

/** A kiosk that is over stays as it is. */
export function decideKioskChange(
  kiosk: Kiosk,
  change: KioskChange,
  now: number,
): Result<KioskEvent, Failure<'not_open'>> {
  if (kioskStateOf(kiosk, now) !== 'paired') return failure('not_open');
  return ok({ ...change, kiosk: kiosk.id, at: now });
}

const accountPrefix = 'kiosk:';

/** The account under which a kiosk looks: it stands in grants and in the record of looks where a person's id stands else. */
export function kioskAccount(kiosk: string): string {
  return `${accountPrefix}${kiosk}`;
}

export function kioskOfAccount(account: string): string | null {
  return account.startsWith(accountPrefix) ? account.slice(accountPrefix.length) : null;
}
