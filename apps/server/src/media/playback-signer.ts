import { randomUUID } from 'node:crypto';
import type { CameraSystem } from '@truc/domain/camera';
import { grantIssuer, playbackAudience, type PlaybackGrantRequest } from '@truc/media/signalling';
import { SignJWT } from 'jose';

/** Short and renewed, as those of live pictures: what ends a right ends its pictures within this time at the latest. */
export const playbackGrantLifeMs = 5 * 60 * 1_000;

export type PlaybackFacts = {
  readonly person: string;
  readonly system: CameraSystem;
  readonly request: PlaybackGrantRequest;
  /** Hours that the recorder keeps; absent where nobody knows. */
  readonly retentionHours?: number | undefined;
  /** KH-32: the request under which a second person authorised this stretch. */
  readonly second?: string;
  /** The grant ends then, if that is before its own life does. */
  readonly untilMs?: number;
};
export type IssuedPlayback = PlaybackFacts & {
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

export async function signPlayback(
  facts: PlaybackFacts,
  { key, kid, nowMs }: Signing,
): Promise<IssuedPlayback> {
  const id = randomUUID();
  const issuedAt = Math.floor(nowMs / 1_000);
  const until = Math.floor((facts.untilMs ?? Number.POSITIVE_INFINITY) / 1_000);
  const expiresAt = Math.min(issuedAt + playbackGrantLifeMs / 1_000, until);
  const { camera, purpose, reason, paper, display, from, until: end } = facts.request;
  const token = await new SignJWT({
    cam: camera,
    pur: purpose,
    rsn: reason,
    ...(paper === undefined ? {} : { ppr: paper }),
    dsp: display,
    fro: from,
    unt: end,
    ...(facts.retentionHours === undefined ? {} : { kep: facts.retentionHours }),
    ...(facts.second === undefined ? {} : { req: facts.second }),
  })
    .setProtectedHeader({ alg: 'EdDSA', kid, typ: 'JWT' })
    .setIssuer(grantIssuer)
    .setAudience(playbackAudience)
    .setSubject(facts.person)
    .setJti(id)
    .setIssuedAt(issuedAt)
    .setNotBefore(issuedAt)
    .setExpirationTime(expiresAt)
    .sign(key);
  return { ...facts, id, token, issuedAtMs: issuedAt * 1_000, expiresAtMs: expiresAt * 1_000 };
}
