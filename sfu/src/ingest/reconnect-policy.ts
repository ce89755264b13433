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
/** A recorder or a half-booted camera opens its port before its streams: it may be asked once a second. */
const soonCapMs = 1_000;
/** A reboot takes a minute or two. Until then a refused connection costs the network one packet each way. */
const rebootMs = 180_000;
const rebootCapMs = 500;
/** How long a connection may take. A camera that is off answers nothing, and the network asks again only after seconds. */
const connectMs = 3_000;
const knockMs = 700;
const knocksInARow = 4;
const patientMs = 30_000;

/** Trying these again soon changes nothing, and a camera that counts refusals would lock the account. */
const needsHands: ReadonlySet<IngestReason> = new Set([
  'auth_refused',
  'redirect_refused',
  'unsupported_codec',
]);

function capOf(reason: IngestReason, outageMs: number): number {
  if (outageMs >= rebootMs) return capMs;
  if (reason === 'unreachable') return rebootCapMs;
  return reason === 'closed_by_camera' || reason === 'not_found' || reason === 'stalled' ? soonCapMs : capMs;
}

/**
 * The time-out of the attempt after so many failures, in ms: short ones, so that a camera that has just come up is found
 * by a new knock, and one in four long, for a link on which an answer takes long.
 */
export function decideConnectTimeoutMs(failures: number): number {
  return failures % knocksInARow === 0 ? connectMs : knockMs;
}

/**
 * How long to wait before the next attempt, in ms. The first comes after 250 ms; then the wait is drawn from a range that
 * doubles up to 5 s, so that cameras which fell together do not come back together. For three minutes, as long as a reboot
 * may take, the range stays below 500 ms while the camera's port is closed, and below a second while it closes the
 * connection or knows no stream: the picture is back within a second of the port.
 */
export function decideRetryDelayMs({ reason, failures, outageMs, random }: RetryQuestion): number {
  if (needsHands.has(reason)) return Math.round(patientMs * (1 + random * 0.2));
  if (failures <= 1) return firstRetryMs;
  const cap = capOf(reason, outageMs);
  const range = Math.min(cap, firstRetryMs * 2 ** Math.min(failures - 1, 16));
  return Math.max(firstRetryMs / 2, Math.round(range * random));
}
