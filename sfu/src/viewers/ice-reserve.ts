import type { types } from 'mediasoup';

/**
 * A second set of ICE parameters for a viewer to restart with when its path breaks and nobody can be asked. mediasoup takes
 * the set before the newest until it has heard the newest, and no set before that: another may be made only when the
 * viewer is on the newest.
 */
export class IceReserve {
  readonly #transport: types.WebRtcTransport;
  #newest: Promise<types.IceParameters> | undefined;

  constructor(transport: types.WebRtcTransport) {
    this.#transport = transport;
  }

  /** The set to go to from the one in use. */
  async after(inUse: string): Promise<types.IceParameters> {
    const newest = this.#newest;
    const known = await newest;
    // Of two who ask at once the second is given what the first has made.
    if (this.#newest === newest && (known === undefined || known.usernameFragment === inUse))
      this.#newest = this.#transport.restartIce();
    return (await this.#newest) ?? this.#transport.iceParameters;
  }
}
