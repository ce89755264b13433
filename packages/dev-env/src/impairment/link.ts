import { EventEmitter } from 'node:events';
import { clearLink, LinkDirection } from './link-direction.ts';
import type { LinkConditions } from './link-direction.ts';

/** Addresses of the loopback network that a client appears under, one after the other. */
const clientAddresses = ['127.0.0.1', '127.0.0.11', '127.0.0.12', '127.0.0.13', '127.0.0.14'];

/**
 * The way between one client and the province, as bad as a test wants it. Several relays may share one link: what they carry
 * shares its bandwidth, is cut together and moves to a new address together.
 */
export class Link {
  readonly up: LinkDirection;
  readonly down: LinkDirection;
  /** Emits `restored` when a cut ends and `moved` when the client's address has changed. */
  readonly events = new EventEmitter<{ restored: []; moved: [] }>();
  /** Whether datagrams are thrown away, as by a network that lets only TCP through. */
  dropsUdp = false;
  #isCut = false;
  #moves = 0;

  constructor(seed: number) {
    this.up = new LinkDirection(seed);
    this.down = new LinkDirection(seed ^ 0x5bd1e995);
    this.events.setMaxListeners(0);
  }

  get isCut(): boolean {
    return this.#isCut;
  }

  /** What the province sees as the client's address. */
  get clientAddress(): string {
    return clientAddresses[this.#moves % clientAddresses.length] ?? '127.0.0.1';
  }

  /** From now on, in both directions; what is not named is as on a clear link. */
  impair(conditions: Partial<LinkConditions>): void {
    this.up.conditions = { ...clearLink, ...conditions };
    this.down.conditions = { ...clearLink, ...conditions };
  }

  /** Nothing passes any more, and nobody is told. */
  cut(): void {
    this.#isCut = true;
  }

  /** `newAddress`: the client is back under another one, and whatever was open under the old is dead without a word. */
  restore({ newAddress = false }: { readonly newAddress?: boolean } = {}): void {
    this.#isCut = false;
    if (newAddress) {
      this.#moves += 1;
      this.events.emit('moved');
    }
    this.events.emit('restored');
  }
}

export type Endpoint = { readonly ip: string; readonly port: number };
export type RelayOptions = { readonly link: Link; readonly listen: Endpoint; readonly target: Endpoint };
export type Relay = {
  readonly port: number;
  /** Octets that came through, from the client and to it. */
  counted(): { readonly up: number; readonly down: number };
  close(): Promise<void>;
};
