import { utf8Length, type WireOperation } from '@truc/sync/protocol';

/** UTF-8 octets of an operation as the byte budgets count them. */
export function octetsOf({ h, b, s }: WireOperation): number {
  return utf8Length(h) + utf8Length(b) + utf8Length(s);
}
