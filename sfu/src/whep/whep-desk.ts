import { err, ok } from '@truc/base';
import type { Clock, Result, Timers } from '@truc/base';
import type { CameraId, DisplayId, ViewingGrantClaims } from '@truc/media/signalling';
import type { types } from 'mediasoup';
import type { Logger } from 'pino';
import type { GrantDesk } from '../grants/grant-desk.ts';
import type { Sessions } from '../viewers/sessions.ts';
import type { ViewingSession } from '../viewers/viewing-session.ts';
import { writeAnswer, writeIceFragment } from './sdp-answer.ts';
import { readOffer } from './sdp-offer.ts';
import type { SdpOffer } from './sdp-offer.ts';
import { UsedGrants } from './used-grants.ts';
import type { WhepError } from './whep-errors.ts';
import { WhepSession } from './whep-session.ts';

export type WhepDeskOptions = {
  readonly sessions: Sessions;
  readonly grants: GrantDesk;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Logger;
};

/** How long a player may take from the answer to its DTLS handshake. */
const connectWithinMs = 15_000;
/** Players at once: each has a transport of its own. */
const sessionLimit = 256;

type Endpoint = { readonly camera: CameraId; readonly display: DisplayId };

/** Where players of other makers watch a camera: the same grants, the same log and the same ends as for our own pages. */
export class WhepDesk {
  readonly #options: WhepDeskOptions;
  readonly #used: UsedGrants;
  readonly #sessions = new Map<string, WhepSession>();
  #opening = 0;

  constructor(options: WhepDeskOptions) {
    this.#options = options;
    this.#used = new UsedGrants(options.clock);
  }

  /** Takes an offer and answers it; the picture flows when the player has connected. */
  async begin(
    endpoint: Endpoint & { readonly path: string },
    request: { readonly token: string; readonly offer: string },
  ): Promise<Result<{ readonly session: WhepSession; readonly answer: string }, WhepError>> {
    const granted = await this.#examine(request.token, endpoint);
    if (!granted.ok) return granted;
    const offer = readOffer(request.offer);
    if (!offer.ok) return offer;
    if (this.#sessions.size + this.#opening >= sessionLimit) return err('too_many_viewings');
    const isSeen = this.#options.sessions.viewings.some(({ claims }) => claims.jti === granted.value.jti);
    const giveBack = !isSeen && this.#used.take(granted.value);
    if (giveBack === false) return err('grant_used');
    this.#opening += 1;
    try {
      const begun = await this.#open(endpoint, { ...request, offer: offer.value });
      if (!begun.ok) giveBack();
      return begun;
    } finally {
      this.#opening -= 1;
    }
  }

  find(id: string, { camera, display }: Endpoint): WhepSession | undefined {
    const found = this.#sessions.get(id);
    const isMeant = found?.session.display === display && found.session.viewings[0]?.camera === camera;
    return isMeant ? found : undefined;
  }

  /** Whether the bearer may speak for the session: by the grant that it runs under, or by a fresh one, which it then runs under. */
  async admit(session: WhepSession, token: string): Promise<Result<null, WhepError>> {
    if (session.isUnder(token)) return ok(null);
    const renewed = await session.session.renew(session.viewing, token);
    if (renewed.ok) {
      session.goOnUnder(token);
      return ok(null);
    }
    if (renewed.error === 'viewing_unknown') return err('session_unknown');
    return err(renewed.error === 'grant_expired' ? 'grant_expired' : 'grant_for_other_session');
  }

  /** Null: nothing to say. A text: the parameters of the new ICE session. */
  async follow(session: WhepSession, remoteFragment: string): Promise<string | null> {
    const parameters = await session.follow(remoteFragment);
    return parameters === undefined ? null : writeIceFragment(session.session.transport, parameters);
  }

  async #examine(
    token: string,
    { camera, display }: Endpoint,
  ): Promise<Result<ViewingGrantClaims, WhepError>> {
    const granted = await this.#options.grants.examine(token, display);
    if (!granted.ok) return granted;
    return granted.value.cam === camera ? granted : err('grant_for_other_camera');
  }

  async #open(
    endpoint: Endpoint & { readonly path: string },
    { token, offer }: { readonly token: string; readonly offer: SdpOffer },
  ): Promise<Result<{ readonly session: WhepSession; readonly answer: string }, WhepError>> {
    const session = await this.#options.sessions.open(endpoint.display, { payloadType: offer.payloadType });
    if (session === undefined) return err('unavailable');
    try {
      const begun = await this.#watch(session, { token, offer, endpoint: endpoint.path });
      if (!begun.ok) session.close('display_left');
      return begun;
    } catch (error) {
      session.close('display_left');
      throw error;
    }
  }

  async #watch(
    session: ViewingSession,
    {
      token,
      offer,
      endpoint,
    }: { readonly token: string; readonly offer: SdpOffer; readonly endpoint: string },
  ): Promise<Result<{ readonly session: WhepSession; readonly answer: string }, WhepError>> {
    const { transport } = session;
    await session.connect({ role: 'client', fingerprints: [...offer.fingerprints] });
    const watched = await session.watch({ grants: [token], rtpCapabilities: capabilitiesOf(offer) });
    const [watch] = watched.ok ? watched.value.watches : [];
    if (watch?.ok === false) return err(watch.code);
    const viewing = session.viewings.find(({ id }) => id === watch?.viewing);
    if (watch === undefined || viewing === undefined) return err('unavailable');
    const remoteFragment = offer.usernameFragment;
    const whep = new WhepSession({ endpoint, session, viewing: watch.viewing, token, remoteFragment });
    session.attach(whep);
    this.#keep(whep);
    await session.resume([watch.viewing]);
    return ok({
      session: whep,
      answer: writeAnswer(offer, { transport, rtp: viewing.consumer.rtpParameters }),
    });
  }

  /** A page may be back after its path was lost; a player of another maker begins anew. */
  #keep(whep: WhepSession): void {
    const { transport } = whep.session;
    this.#sessions.set(whep.id, whep);
    transport.observer.once('close', () => this.#sessions.delete(whep.id));
    transport.on('icestatechange', (state) => {
      if (state === 'disconnected') whep.session.close('display_left');
    });
    this.#options.timers.after(connectWithinMs, () => {
      if (!whep.session.closed && transport.dtlsState !== 'connected') whep.session.close('display_left');
    });
    this.#options.log.info({ session: whep.id.slice(0, 8) }, 'whep session opened');
  }
}

/** Without header extensions, whose numbers the player has chosen: lost packets are sent again as they were. */
function capabilitiesOf({ payloadType }: SdpOffer): types.RtpCapabilities {
  return {
    codecs: [
      {
        kind: 'video',
        mimeType: 'video/H264',
        clockRate: 90_000,
        preferredPayloadType: payloadType,
        parameters: { 'packetization-mode': 1, 'profile-level-id': '42e01f', 'level-asymmetry-allowed': 1 },
        rtcpFeedback: [
          { type: 'nack' },
          { type: 'nack', parameter: 'pli' },
          { type: 'ccm', parameter: 'fir' },
        ],
      },
    ],
    headerExtensions: [],
  };
}
