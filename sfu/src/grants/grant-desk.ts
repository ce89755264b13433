import { err } from '@truc/base';
import type { Clock, Result } from '@truc/base';
import { PlaybackGrantClaimsSchema, ViewingGrantClaimsSchema } from '@truc/media/signalling';
import type {
  DisplayId,
  GrantRefusal,
  PlaybackGrantClaims,
  ViewingGrantClaims,
} from '@truc/media/signalling';
import { decideGrant } from './decide-grant.ts';
import type { GrantBasis } from './decide-grant.ts';
import type { GrantKeys } from './grant-keys.ts';
import { Revocations } from './revocations.ts';

/** Where every viewing grant is shown before anything is done for its bearer. Deny by default. */
export class GrantDesk {
  readonly revocations = new Revocations();
  readonly #keys: GrantKeys;
  readonly #clock: Clock;
  readonly #bootAtMs: number;
  readonly #node: string | undefined;

  /** `node`: the name under which grants are signed for this SFU; none where the province has no other. */
  constructor(keys: GrantKeys, clock: Clock, node?: string) {
    this.#keys = keys;
    this.#clock = clock;
    this.#node = node;
    this.#bootAtMs = clock.now();
  }

  async examine(token: string, display: DisplayId): Promise<Result<ViewingGrantClaims, GrantRefusal>> {
    const claims = await this.#keys.verify(token, ViewingGrantClaimsSchema);
    if (claims === undefined) return err('grant_invalid');
    return claims.nod === this.#node ? this.decide(claims, display) : err('grant_for_other_node');
  }

  /** A grant to recordings, which any node may play: neither kind is taken for the other. */
  async examinePlayback(
    token: string,
    display: DisplayId,
  ): Promise<Result<PlaybackGrantClaims, GrantRefusal>> {
    const claims = await this.#keys.verify(token, PlaybackGrantClaimsSchema);
    return claims === undefined ? err('grant_invalid') : this.decide(claims, display);
  }

  /** The same question again for a grant already verified: what held before a wait may not hold after it. */
  decide<Claims extends GrantBasis>(claims: Claims, display: DisplayId): Result<Claims, GrantRefusal> {
    return decideGrant({
      claims,
      display,
      nowMs: this.#clock.now(),
      bootAtMs: this.#bootAtMs,
      isRevoked: (asked) => this.revocations.isRevoked(asked),
    });
  }
}
