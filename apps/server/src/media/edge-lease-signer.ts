import { randomUUID } from 'node:crypto';
import {
  edgeLeaseAudience,
  grantIssuer,
  viewingPurposes,
  type CameraId,
  type DisplayId,
  type ViewingPurpose,
} from '@truc/media/signalling';
import { SignJWT } from 'jose';

export type EdgeLeaseFacts = {
  readonly person: string;
  readonly device: string;
  readonly node: string;
  readonly display: DisplayId;
  readonly cameras: readonly CameraId[];
  readonly lifeMs: number;
};
export type IssuedEdgeLease = Omit<EdgeLeaseFacts, 'lifeMs'> & {
  readonly id: string;
  readonly token: string;
  readonly purposes: readonly ViewingPurpose[];
  readonly issuedAtMs: number;
  readonly expiresAtMs: number;
};
type Signing = {
  readonly key: Parameters<SignJWT['sign']>[0];
  readonly kid: string;
  readonly nowMs: number;
};

/** The four permitted purposes (GL-07): another needs its paper, and with it the server. */
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
    pur: viewingPurposes,
  })
    .setProtectedHeader({ alg: 'EdDSA', kid, typ: 'JWT' })
    .setIssuer(grantIssuer)
    .setAudience(edgeLeaseAudience)
    .setSubject(facts.person)
    .setJti(id)
    .setIssuedAt(issuedAt)
    .setNotBefore(issuedAt)
    .setExpirationTime(expiresAt)
    .sign(key);
  const times = { issuedAtMs: issuedAt * 1_000, expiresAtMs: expiresAt * 1_000 };
  return { ...facts, id, token, purposes: viewingPurposes, ...times };
}
