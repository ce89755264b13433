import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { err, ok } from '@truc/base';
import type { Clock, Result } from '@truc/base';
import { EdgeLeaseClaimsSchema, grantAudience, grantIssuer } from '@truc/media/signalling';
import type {
  CameraId,
  DisplayId,
  EdgeLeaseClaims,
  GrantRefusal,
  UpAnswer,
  UpRequest,
} from '@truc/media/signalling';
import { exportJWK, SignJWT } from 'jose';
import type { JWK } from 'jose';
import type { KeyObject } from 'node:crypto';
import { notBeforeLeewayMs } from '../grants/decide-grant.ts';
import type { GrantKeys } from '../grants/grant-keys.ts';
import type { Revocations } from '../grants/revocations.ts';

export type EdgeDeskOptions = {
  readonly node: string;
  readonly keys: GrantKeys;
  readonly revocations: Revocations;
  readonly clock: Clock;
};

/** As long as the server's own grants live. */
const grantLifeSeconds = 300;

/**
 * Stands in for the server at a facility whose line is cut: whoever shows an edge lease that the server signed before is given
 * viewing grants for what the lease names, signed with a key of this run that nobody else takes. It gives nothing that the
 * lease does not, and nothing beyond its end.
 */
export class EdgeDesk {
  readonly #options: EdgeDeskOptions;
  readonly #key: KeyObject;
  readonly #kid = `edge-${randomUUID()}`;

  static async open(options: EdgeDeskOptions): Promise<EdgeDesk> {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const desk = new EdgeDesk(options, privateKey);
    options.keys.addOwn({ ...(await exportJWK(publicKey)), kid: desk.#kid } satisfies JWK);
    return desk;
  }

  private constructor(options: EdgeDeskOptions, key: KeyObject) {
    this.#options = options;
    this.#key = key;
  }

  async grant(
    { lease, cameras, purpose }: UpRequest<'leaseGrants'>,
    display: DisplayId,
  ): Promise<Result<UpAnswer<'leaseGrants'>, GrantRefusal>> {
    const claims = await this.#options.keys.verify(lease, EdgeLeaseClaimsSchema);
    if (claims === undefined) return err('grant_invalid');
    const refusal = this.#examine(claims, display);
    if (refusal !== undefined) return err(refusal);
    if (!claims.pur.includes(purpose)) return err('grant_invalid');
    const grants = await Promise.all(
      [...new Set(cameras)].map((camera) => this.#grantOne(claims, { camera, purpose })),
    );
    return ok({ grants });
  }

  #examine(claims: EdgeLeaseClaims, display: DisplayId): GrantRefusal | undefined {
    const now = this.#options.clock.now();
    if (claims.nod !== this.#options.node) return 'grant_for_other_node';
    if (claims.dsp !== display) return 'grant_for_other_display';
    if (claims.nbf * 1_000 > now + notBeforeLeewayMs) return 'grant_invalid';
    return claims.exp * 1_000 <= now ? 'grant_expired' : undefined;
  }

  async #grantOne(
    claims: EdgeLeaseClaims,
    { camera, purpose }: { readonly camera: CameraId; readonly purpose: UpRequest<'leaseGrants'>['purpose'] },
  ): Promise<UpAnswer<'leaseGrants'>['grants'][number]> {
    const { revocations, clock, node } = this.#options;
    // What was revoked after the lease was signed, and had reached this node before the line was cut.
    const isRevoked = revocations.isRevoked({ ...claims, jti: undefined, cam: camera });
    if (isRevoked || !claims.cam.includes(camera)) return { ok: false, camera, code: 'not_found' };
    const now = Math.floor(clock.now() / 1_000);
    const expiresAt = Math.min(now + grantLifeSeconds, claims.exp);
    const token = await new SignJWT({
      cam: camera,
      pur: purpose,
      dsp: claims.dsp,
      nod: node,
      lea: claims.jti,
    })
      .setProtectedHeader({ alg: 'EdDSA', kid: this.#kid, typ: 'JWT' })
      .setIssuer(grantIssuer)
      .setAudience(grantAudience)
      .setSubject(claims.sub)
      .setJti(randomUUID())
      .setIssuedAt(now)
      .setNotBefore(now)
      .setExpirationTime(expiresAt)
      .sign(this.#key);
    return { ok: true, camera, token, expiresAt: expiresAt * 1_000 };
  }
}
