import type { ErrorCode, ScopeId } from '@truc/sync/protocol';
import type { ClockEstimate } from './clock-offset.ts';
import type { Contradiction, Installation } from './ports.ts';

/** `signature`: forged, altered on the way, or signed by another key. `device`: another device's. */
export type LeaseFault = 'signature' | 'device';

/** What a person at the tablet is told about the way to the server. Times in ms by the device's wall clock. */
export type SyncStatus = {
  readonly connection: 'online' | 'offline' | 'signed_out' | 'update_needed';
  readonly enrolled: boolean;
  readonly unsent: number;
  readonly oldestUnsentWall: number | null;
  /** By the server's clock, as this device knows it. */
  readonly lastContactAt: number | null;
  readonly round: 'idle' | 'sending' | 'receiving';
  /** Operations now on their way; they are still `unsent` until the server answered. */
  readonly sending: SendingRange | null;
  /** Failed attempts since the last contact. */
  readonly attempt: number;
  readonly nextAttemptAt: number | null;
  readonly needsYou: number;
  /** Server time minus device time in ms, give or take `err`, `ageMs` after it was measured; null until the server answered. */
  readonly clock: ClockEstimate | null;
  /** Server time until which this person may work here without the server; null while nothing is known of it. */
  readonly offlineUntil: number | null;
  /** Scopes that were taken back since the start and did not come back: what was held of them is gone. */
  readonly revoked: readonly ScopeId[];
  /** The server had this device erase what it held, and nobody has worked here with keys of his own since. */
  readonly wiped: boolean;
  /** Faults that retrying alone does not heal. Empty in health. */
  readonly problems: readonly SyncProblem[];
  /** How often the watchdog had to restart a round that should have started by itself. Zero in health. */
  readonly watchdogFires: number;
};

export type SendingRange = Installation & { readonly from: number; readonly to: number };

/**
 * `diverged`: a scope's log is not the one that was read before, or does not chain. `refused`: the server turns whole
 * requests down. `history_rewritten`: what the server signed contradicts what it signed before; stays, with the evidence kept here. `lost_range`: the server asks for operations that this tablet no longer holds.
 * `lease_refused`: a lease came that the server did not sign for this device; the one that is held stays. `storage`: it fails here.
 */
export type SyncProblem =
  | { readonly kind: 'diverged'; readonly scope: ScopeId }
  | { readonly kind: 'refused'; readonly code: ErrorCode }
  | { readonly kind: 'history_rewritten'; readonly cause: Contradiction['cause'] }
  | { readonly kind: 'lost_range'; readonly need: number }
  | { readonly kind: 'lease_refused'; readonly cause: LeaseFault }
  | { readonly kind: 'storage'; readonly detail: string };
