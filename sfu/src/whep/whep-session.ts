import { createHash, timingSafeEqual } from 'node:crypto';
import type { DownMessage, DownPayload, ViewingId } from '@truc/media/signalling';
import type { types } from 'mediasoup';
import type { ViewerSocket } from '../viewers/viewer-socket.ts';
import type { ViewingSession } from '../viewers/viewing-session.ts';

/** One player's session: a viewing session with one viewing, which is its whole life. */
export class WhepSession implements ViewerSocket {
  readonly id: string;
  readonly path: string;
  readonly viewing: ViewingId;
  readonly session: ViewingSession;
  #tokenHash: Buffer;
  #remoteFragment: string;
  #localParameters: types.IceParameters;

  constructor(parts: {
    readonly endpoint: string;
    readonly session: ViewingSession;
    readonly viewing: ViewingId;
    readonly token: string;
    readonly remoteFragment: string;
  }) {
    this.id = parts.session.id;
    this.path = `${parts.endpoint}/${this.id}`;
    this.session = parts.session;
    this.viewing = parts.viewing;
    this.#tokenHash = hashOf(parts.token);
    this.#remoteFragment = parts.remoteFragment;
    this.#localParameters = parts.session.transport.iceParameters;
  }

  /** Names the ICE session (RFC 9725, 4.3.1). */
  get etag(): string {
    return `"${this.#localParameters.usernameFragment}"`;
  }

  /** Whether this is the grant that it runs under. */
  isUnder(token: string): boolean {
    return timingSafeEqual(hashOf(token), this.#tokenHash);
  }

  goOnUnder(token: string): void {
    this.#tokenHash = hashOf(token);
  }

  /** New parameters when the player begins a new ICE session; nothing when it only tells of candidates, which ICE lite needs none of. */
  async follow(remoteFragment: string): Promise<types.IceParameters | undefined> {
    if (remoteFragment === this.#remoteFragment) return undefined;
    this.#remoteFragment = remoteFragment;
    this.#localParameters = await this.session.transport.restartIce();
    return this.#localParameters;
  }

  /** A player hears no words: when its viewing ends, its transport does. */
  send<M extends DownMessage>(message: M, payload: DownPayload<M>): void {
    if (message === 'viewingClosed' && 'cause' in payload) this.session.close(payload.cause);
  }
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
