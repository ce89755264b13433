import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Clock } from '@truc/base';
import type { CameraSystem } from '@truc/domain/camera';
import { kioskAccount } from '@truc/domain/kiosk';
import {
  grantAudience,
  grantIssuer,
  type CameraId,
  type DisplayId,
  type MoveRank,
  type ViewingPurpose,
} from '@truc/media/signalling';
import { calculateJwkThumbprint, exportJWK, importPKCS8, SignJWT } from 'jose';
import { createPublicKey } from 'node:crypto';
import { signEdgeLease, type EdgeLeaseFacts, type IssuedEdgeLease } from './edge-lease-signer.ts';
import { signPlayback, type IssuedPlayback, type PlaybackFacts } from './playback-signer.ts';
import { publishFile, readOrMakeSecret } from '../config/secret-files.ts';

/** Short: a right that ends takes its pictures along within this time, even if nobody tells the SFU. */
export const grantLifeMs = 5 * 60 * 1_000;

export type GrantFacts = {
  readonly person: string;
  readonly camera: CameraId;
  readonly purpose: ViewingPurpose;
  readonly display: DisplayId;
  readonly system: CameraSystem;
  /** Rank with which the person may turn the camera; absent where he may not. */
  readonly move?: MoveRank;
  /** KH-32: the request under which a second person authorised this look. */
  readonly request?: string;
  /** The SFU node that the grant is for, where there are several. */
  readonly node?: string;
  /** The grant ends then, if that is before its own life does. */
  readonly untilMs?: number;
  /** The kiosk that looks, under its own account; `person` is who answers for it then. */
  readonly kiosk?: string;
};
export type IssuedGrant = GrantFacts & {
  readonly id: string;
  readonly token: string;
  readonly issuedAtMs: number;
  readonly expiresAtMs: number;
};

export interface GrantSigner {
  issue(facts: GrantFacts): Promise<IssuedGrant>;
  issuePlayback(facts: PlaybackFacts): Promise<IssuedPlayback>;
  issueEdgeLease(facts: EdgeLeaseFacts): Promise<IssuedEdgeLease>;
}

export type GrantSignerOptions = {
  readonly secretsFolder: string;
  /** Where the SFU looks for the public key. */
  readonly publicKeysFile: string;
  readonly clock: Clock;
};

/** Signs viewing grants with an Ed25519 key that never leaves this server's folder. */
export async function createGrantSigner(options: GrantSignerOptions): Promise<GrantSigner> {
  const pem = readOrMakeSecret(join(options.secretsFolder, 'grant-key.pem'), makePrivateKey);
  const key = await importPKCS8(pem, 'EdDSA');
  const publicJwk = await exportJWK(createPublicKey(pem));
  const kid = await calculateJwkThumbprint(publicJwk);
  publishFile(
    options.publicKeysFile,
    `${JSON.stringify({ keys: [{ ...publicJwk, kid, alg: 'EdDSA', use: 'sig' }] })}\n`,
  );
  return {
    issuePlayback: (facts) => signPlayback(facts, { key, kid, nowMs: options.clock.now() }),
    issueEdgeLease: (facts) => signEdgeLease(facts, { key, kid, nowMs: options.clock.now() }),
    async issue(facts) {
      const id = randomUUID();
      const issuedAt = Math.floor(options.clock.now() / 1_000);
      const until = Math.floor((facts.untilMs ?? Number.POSITIVE_INFINITY) / 1_000);
      const expiresAt = Math.min(issuedAt + grantLifeMs / 1_000, until);
      const token = await new SignJWT({
        cam: facts.camera,
        pur: facts.purpose,
        dsp: facts.display,
        ...(facts.move === undefined ? {} : { mov: facts.move }),
        ...(facts.request === undefined ? {} : { req: facts.request }),
        ...(facts.node === undefined ? {} : { nod: facts.node }),
      })
        .setProtectedHeader({ alg: 'EdDSA', kid, typ: 'JWT' })
        .setIssuer(grantIssuer)
        .setAudience(grantAudience)
        .setSubject(facts.kiosk === undefined ? facts.person : kioskAccount(facts.kiosk))
        .setJti(id)
        .setIssuedAt(issuedAt)
        .setNotBefore(issuedAt)
        .setExpirationTime(expiresAt)
        .sign(key);
      return { ...facts, id, token, issuedAtMs: issuedAt * 1_000, expiresAtMs: expiresAt * 1_000 };
    },
  };
}

function makePrivateKey(): string {
  const { privateKey } = generateKeyPairSync('ed25519');
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}
