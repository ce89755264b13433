/** Whether a lease is the server's: signed by the key that this device pinned, for this device (LE7). */
import { canonicalJson, fromBase64Url, type DeviceId, type LeaseResponse } from '@truc/sync/protocol';
import type { WitnessState } from './ports.ts';
import { fromStore, type RoundContext } from './round-context.ts';
import type { LeaseFault } from './sync-status.ts';

/** SubjectPublicKeyInfo of Ed25519 up to its 32 octets. */
const spkiHead = Uint8Array.from([0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00]);
const encoder = new TextEncoder();

/** Null when it may be kept. A device that pinned no key (it cannot verify Ed25519) takes the server's word. */
export async function leaseFault(
  context: RoundContext,
  { lease, sig }: Pick<LeaseResponse, 'lease' | 'sig'>,
  dev: DeviceId,
): Promise<LeaseFault | null> {
  const { witness } = context.ports;
  if (lease.dev !== dev) return 'device';
  if (witness === undefined) return null;
  const { leaseKey } = await fromStore(context, witness.store.read());
  const publicKey = leaseKey === null ? null : readLeaseKey(leaseKey);
  if (publicKey === null) return null;
  const message = encoder.encode(canonicalJson(lease));
  const signature = fromBase64Url(sig);
  const isSigned =
    signature.length === 64 &&
    (await fromStore(context, Promise.resolve(witness.verify({ publicKey, message, signature }))));
  return isSigned ? null : 'signature';
}

/** The first key that is one stays; a server that names another later signs nothing that is taken here. */
export function withLeaseKey(state: WitnessState, spki: string): WitnessState {
  return state.leaseKey === null && readLeaseKey(spki) !== null ? { ...state, leaseKey: spki } : state;
}

function readLeaseKey(spki: string): Uint8Array | null {
  const octets = fromBase64Url(spki);
  const isEd25519 =
    octets.length === spkiHead.length + 32 && spkiHead.every((octet, at) => octets[at] === octet);
  return isEd25519 ? octets.slice(spkiHead.length) : null;
}
