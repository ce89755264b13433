import * as v from 'valibot';
import {
  CountSchema,
  DeviceIdSchema,
  HashHexSchema,
  OperationIdSchema,
  OrdinalSchema,
  PersonIdSchema,
  ScopeIdSchema,
} from './ids.ts';

/** Octets of a header and of a body that the server takes; a longer text is cut into several entries by the form. */
export const headerLimitBytes = 4 * 1024;
export const bodyLimitBytes = 32 * 1024;

export const kindPattern = /^[a-z]+(\.[a-z_]+)+$/;
export const kindLimit = 64;
export const leaseLimit = 128;

/** Hybrid logical clock: `t` milliseconds, `c` a counter within them. Orders cause before effect; never chooses a winner. */
export const HlcSchema = v.strictObject({ t: CountSchema, c: CountSchema });

/**
 * The envelope of an operation, without its body: who, on what, in which order, with which clocks.
 *
 * - `dev`, `inst`, `n`: the device, its installation number (grows when its storage was lost), and the dense counter
 *   that is allocated inside the storing transaction.
 * - `prev`: hash of operation n-1 of the same installation (`genesisHash` for n = 1): the device chain.
 * - `wall`, `mono`: device clock and uptime in ms; `off` ± `err`: the device's estimate of server time minus `wall`, or
 *   null when it never spoke to the server since it started.
 * - `lease`: the permission under which it was written offline, or null.
 * - `base`: per-field versions that the author saw (commands on incidents only).
 * - `commit`: SHA-256 of salt and body, so that a body that a court orders to be taken out leaves the chain valid.
 */
export const OperationHeaderSchema = v.strictObject({
  opId: OperationIdSchema,
  dev: DeviceIdSchema,
  inst: OrdinalSchema,
  n: OrdinalSchema,
  prev: HashHexSchema,
  hlc: HlcSchema,
  wall: v.pipe(v.number(), v.safeInteger()),
  mono: CountSchema,
  off: v.nullable(v.pipe(v.number(), v.safeInteger())),
  err: v.nullable(CountSchema),
  actor: PersonIdSchema,
  lease: v.nullable(v.pipe(v.string(), v.maxLength(leaseLimit))),
  scope: ScopeIdSchema,
  kind: v.pipe(v.string(), v.regex(kindPattern), v.maxLength(kindLimit)),
  v: OrdinalSchema,
  base: v.optional(v.record(v.string(), CountSchema)),
  commit: HashHexSchema,
});
export type OperationHeader = v.InferOutput<typeof OperationHeaderSchema>;

/**
 * An operation as it travels and as it is kept: the exact octets that were hashed (`h` header, `b` body, `s` salt).
 * Their limits are judged operation by operation (`readHeader`), so that one bad one never holds up the others.
 */
export const WireOperationSchema = v.strictObject({ h: v.string(), b: v.string(), s: v.string() });
export type WireOperation = v.InferOutput<typeof WireOperationSchema>;

const saltLength = 22;
/** By UTF-16 code unit below 128, whether it stands in base64url. */
const base64UrlUnits = Array.from({ length: 128 }, (_, unit) =>
  /[A-Za-z0-9_-]/.test(String.fromCharCode(unit)),
);

/** Whether a text is 16 octets in base64url, as every salt. By hand: all who take an operation ask, and a pattern costs twice. */
export function isSalt(text: string): boolean {
  if (text.length !== saltLength) return false;
  for (let at = 0; at < saltLength; at += 1) if (base64UrlUnits[text.charCodeAt(at)] !== true) return false;
  return true;
}

const utf8 = new TextEncoder();
/** Room for what is only counted: no octets are made for that. */
const scratch = new Uint8Array(3 * bodyLimitBytes);

export function utf8Length(text: string): number {
  if (text.length * 3 > scratch.length) return utf8.encode(text).length;
  return utf8.encodeInto(text, scratch).written;
}

/** Whether a text is longer than `limit` octets. Counts only where the number of characters leaves it open. */
export function exceedsUtf8(text: string, limit: number): boolean {
  if (text.length > limit) return true;
  return text.length * 3 > limit && utf8Length(text) > limit;
}
