/** What makes an operation unlike every other: drawn once, when it is drafted. */
import { invariant, uuidV7, type RandomBytes } from '@truc/base';
import { toBase64Url } from './hashing.ts';
import { uuidPattern, type OperationId } from './ids.ts';

/** 16 random octets in base64url (`isSalt`). */
export function freshSalt(randomBytes: RandomBytes): string {
  return toBase64Url(randomBytes.bytes(16));
}

/** `wall`: the device's clock in ms. The id's time orders storage; nobody trusts it. */
export function freshOperationId(wall: number, randomBytes: RandomBytes): OperationId {
  const uuid: string = uuidV7(wall, randomBytes);
  invariant(uuidPattern.test(uuid), 'a clock that a UUID can hold');
  return uuid as OperationId;
}
