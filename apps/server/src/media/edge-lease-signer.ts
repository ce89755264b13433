import { randomUUID } from 'node:crypto';
import { kioskAccount } from '@truc/domain/kiosk';
import {
  edgeLeaseAudience,
  grantIssuer,
  type CameraId,
  type DisplayId,
  type ViewingPurpose,
} from '@truc/media/signalling';
import { SignJWT } from 'jose';

export type EdgeLeaseFacts = {
  /** Who looks, or who answers for the kiosk that does. */
  readonly person: string;
  /** The display that nobody signs in on; it looks under its own account, which stands for the device too. */
  readonly kiosk?: string;
  readonly device: string;
  readonly node: string;
  readonly display: DisplayId;
  readonly cameras: readonly CameraId[];
  /** That may be named for a look; never one that needs its paper, and with it the server. */
  readonly purposes: readonly ViewingPurpose[];
  readonly lifeMs: number;
};
export type IssuedEdgeLease = Omit<EdgeLeaseFacts, 'lifeMs'> & {
  readonly id: string;
  readonly token: string;
  readonly issuedAtMs: number;
  readonly expiresAtMs: number;
};
type Signing = {
  readonly key: Parameters<SignJWT['sign']>[0];
  readonly kid: string;
  readonly nowMs: number;
};

export async function signEdgeLease(
  { lifeMs, ...facts }: EdgeLeaseFacts,
  { key, kid, nowMs }: Signing,
): Promise<IssuedEdgeLease> {
  const id = randomUUID();
  const issuedAt = Math.floor(nowMs / 1_000);
  const expiresAt = issuedAt + Math.floor(lifeMs / 1_000);
  const token = await new SignJWT({
    dev: facts.device,
    nod: facts.node,
    dsp: facts.display,
    cam: facts.cameras,
    pur: facts.purposes,
  })
    .setProtectedHeader({ alg: 'EdDSA', kid, typ: 'JWT' })
    .setIssuer(grantIssuer)
    .setAudience(edgeLeaseAudience)
    .setSubject(facts.kiosk === undefined ? facts.person : kioskAccount(facts.kiosk))
    .setJti(id)
    .setIssuedAt(issuedAt)
    .setNotBefore(issuedAt)
    .setExpirationTime(expiresAt)
    .sign(key);
  const times = { issuedAtMs: issuedAt * 1_000, expiresAtMs: expiresAt * 1_000 };
  return { ...facts, id, token, ...times };
}
