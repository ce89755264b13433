import type { IngestReason } from './ingest-state.ts';

export type RetryQuestion = {
  readonly reason: IngestReason;
  /** Attempts that failed in a row, this one included. */
  readonly failures: number;
  /** How long there has been no picture. */
  readonly outageMs: number;
  /** In [0, 1). */
  readonly random: number;
};

const firstRetryMs = 250;
const capMs = 5_000;
/** A reboot takes a minute or two. Until then a refused connection costs the network one packet each way. */
const rebootMs = 180_000;
const rebootCapMs = 500;
const patientMs = 30_000;

/** Trying these again soon changes nothing, and a camera that counts refusals would lock the account. */
const needsHands: ReadonlySet<IngestReason> = new Set([
  'auth_refused',
  'redirect_refused',
  'unsupported_codec',
]);

/**
 * How long to wait before the next attempt, in ms. The first comes after 250 ms; then the wait is drawn from a range that
 * doubles up to 5 s, so that cameras which fell together do not come back together. While a camera's port is
 * closed, as in a reboot, the range stays below 500 ms: the picture is back within a second of the port.
 */
export function decideRetryDelayMs({ reason, failures, outageMs, random }: RetryQuestion): number {
  if (needsHands.has(reason)) return Math.round(patientMs * (1 + random * 0.2));
  if (failures <= 1) return firstRetryMs;
  const cap = reason === 'unreachable' && outageMs < rebootMs ? rebootCapMs : capMs;
  const range = Math.min(cap, firstRetryMs * 2 ** Math.min(failures - 1, 16));
  return Math.max(firstRetryMs / 2, Math.round(range * random));
}
