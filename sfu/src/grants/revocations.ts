import type { CameraId, GrantId } from '@truc/media/signalling';
import type { GrantBasis } from './decide-grant.ts';

/** No grant lives as long as this, so that a revocation older than this has nothing left to refuse. */
const memoryMs = 24 * 60 * 60 * 1_000;

/** What the server took back in this run of the SFU. */
export class Revocations {
  readonly #grants = new Map<GrantId, number>();
  readonly #persons = new Map<
    string,
    { readonly person: string; readonly camera?: CameraId; readonly at: number }
  >();

  revokeGrants(grants: readonly GrantId[], atMs: number): void {
    this.#forget(atMs);
    for (const grant of grants) this.#grants.set(grant, atMs);
  }

  /** Refuses every grant of the person (for one camera, or for all) that was signed before now. */
  revokePerson(person: string, camera: CameraId | undefined, atMs: number): void {
    this.#forget(atMs);
    this.#persons.set(JSON.stringify([person, camera ?? null]), {
      person,
      ...(camera === undefined ? {} : { camera }),
      at: atMs,
    });
  }

  isRevoked(
    claims: Pick<GrantBasis, 'sub' | 'cam' | 'iat'> & { readonly jti?: GrantId | undefined },
  ): boolean {
    if (claims.jti !== undefined && this.#grants.has(claims.jti)) return true;
    const all = this.#persons.get(JSON.stringify([claims.sub, null]));
    const one = this.#persons.get(JSON.stringify([claims.sub, claims.cam]));
    // `iat` has whole seconds: a grant of the same second as the revocation is refused, and asked for again.
    return [all, one].some((revocation) => revocation !== undefined && claims.iat * 1_000 <= revocation.at);
  }

  #forget(nowMs: number): void {
    for (const [grant, at] of this.#grants) if (nowMs - at > memoryMs) this.#grants.delete(grant);
    for (const [key, { at }] of this.#persons) if (nowMs - at > memoryMs) this.#persons.delete(key);
  }
}
