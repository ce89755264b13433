import {
  createHmac,
  diffieHellman,
  generateKeyPairSync,
  createPublicKey,
  hkdfSync,
  timingSafeEqual,
} from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { permitText } from '@truc/media/signalling';

/** One side's half of the key exchange of one line. */
export type Share = { readonly text: string; readonly key: KeyObject };

export function createShare(): Share {
  const { publicKey, privateKey } = generateKeyPairSync('x25519');
  return { text: publicKey.export({ type: 'spki', format: 'der' }).toString('base64url'), key: privateKey };
}

/** What both sides know of a line, in the order in which it was said. */
export type LineFacts = {
  readonly asker: string;
  readonly holder: string;
  readonly until: number;
  readonly askerShare: string;
  readonly holderShare: string;
};

export type LineKeys = {
  /** What each side shows the other, to prove that it holds the permit's key. */
  readonly askerProof: string;
  readonly holderProof: string;
  /** AES-256, one for each direction. */
  readonly fromAsker: Buffer;
  readonly fromHolder: Buffer;
};

/** The key of a permit, as the node makes it that has the cameras and shares `secret` with the server. */
export function permitKey(
  secret: string,
  { asker, holder, until }: Pick<LineFacts, 'asker' | 'holder' | 'until'>,
): Buffer {
  return createHmac('sha256', secret)
    .update(permitText(asker, holder, until))
    .digest();
}

/**
 * The keys of a line, from the permit and from an exchange that is its own: who learns the permit's key later reads nothing of what
 * was said. Nothing when the other's half is none.
 */
export function lineKeys(
  permit: Buffer,
  { own, other }: { readonly own: KeyObject; readonly other: string },
  facts: LineFacts,
): LineKeys | undefined {
  const shared = exchange(own, other);
  if (shared === undefined) return undefined;
  const text = JSON.stringify([facts.asker, facts.holder, facts.until, facts.askerShare, facts.holderShare]);
  const octets = Buffer.from(hkdfSync('sha256', shared, permit, text, 128));
  const proofOf = (from: number) => octets.subarray(from, from + 32).toString('base64url');
  return {
    askerProof: proofOf(0),
    holderProof: proofOf(32),
    fromAsker: octets.subarray(64, 96),
    fromHolder: octets.subarray(96, 128),
  };
}

/** Compares in the same time whatever the guess is like. */
export function isProof(expected: string, guess: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(guess)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function exchange(privateKey: KeyObject, other: string): Buffer | undefined {
  try {
    const publicKey = createPublicKey({ key: Buffer.from(other, 'base64url'), format: 'der', type: 'spki' });
    return diffieHellman({ privateKey, publicKey });
  } catch {
    // No point of the curve, or of another: whoever sent it proves nothing.
    return undefined;
  }
}

/** Shows a newer permit over a line that stands: it fits this line alone. */
export function renewalProof(permit: Buffer, { askerProof, holderProof }: LineKeys): string {
  return createHmac('sha256', permit).update(`renew\n${askerProof}\n${holderProof}`).digest('base64url');
}
