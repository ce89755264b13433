import { invariant } from '@truc/base';
import type { HashHex } from '@truc/sync/protocol';

/** PostgreSQL's array literal of values that need no quoting: hexadecimal, numbers, ids, words. */
export function arrayOf(values: readonly (string | number | boolean)[]): string {
  return `{${values.join(',')}}`;
}

/** As `arrayOf`, for values of which some are missing. */
export function nullableArrayOf(values: readonly (string | null)[]): string {
  return `{${values.map((value) => value ?? 'NULL').join(',')}}`;
}

export function textOf(octets: Buffer): string {
  return octets.toString('utf8');
}

export function hashOf(octets: Buffer): HashHex {
  invariant(octets.length === 32, 'a stored hash has 32 octets');
  return octets.toString('hex') as HashHex;
}

export function nullableHashOf(octets: Buffer | null): HashHex | null {
  return octets === null ? null : hashOf(octets);
}
