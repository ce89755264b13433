import type { Socket } from 'node:net';
import { DeliveryQueue } from './delivery-queue.ts';
import type { Link } from './link.ts';
import type { LinkDirection } from './link-direction.ts';

export type TcpFlowOptions = {
  readonly link: Link;
  readonly direction: LinkDirection;
  readonly from: Socket;
  readonly to: Socket;
  readonly count: (bytes: number) => void;
};

const segmentBytes = 1_448;
/** The least time after which a kernel sends a lost segment again, and the most; doubled each time it is in vain. */
const firstRetransmitMs = 200;
const lastRetransmitMs = 30_000;
/** What a flow holds before its sender has to wait. */
const holdBytes = 256 * 1024;

/** One direction of one TCP connection over a link: in order and whole, but as late as retransmissions make it. */
export class TcpFlow {
  readonly #options: TcpFlowOptions;
  readonly #waiting: Buffer[] = [];
  readonly #arriving = new DeliveryQueue();
  #waitingBytes = 0;
  #lastArrival = -Infinity;
  #isEnded = false;
  #isClosed = false;
  #timer: NodeJS.Timeout | undefined;
  #tries = 0;

  constructor(options: TcpFlowOptions) {
    this.#options = options;
    const { from } = options;
    from.on('data', (octets: Buffer) => this.#take(octets));
    from.on('end', () => {
      this.#isEnded = true;
      this.#send();
    });
    from.on('close', () => {
      this.#isEnded = true;
      this.#send();
    });
    from.resume();
  }

  /** Nothing passes any more. */
  strand(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#arriving.clear();
  }

  close(): void {
    this.strand();
    this.#waiting.length = 0;
  }

  #take(octets: Buffer): void {
    if (this.#isClosed) return;
    for (let at = 0; at < octets.length; at += segmentBytes)
      this.#waiting.push(octets.subarray(at, at + segmentBytes));
    this.#waitingBytes += octets.length;
    if (this.#waitingBytes > holdBytes) this.#options.from.pause();
    this.#send();
  }

  /** Sends what waits; behind a segment that has to be sent again the others wait, as they do in TCP. */
  #send(): void {
    while (!this.#isClosed && this.#timer === undefined) {
      const [segment] = this.#waiting;
      if (segment === undefined) break;
      const { link, direction } = this.#options;
      const now = performance.now();
      const roomInMs = direction.roomIn(segment.length, now);
      if (roomInMs > 0) return this.#sendIn(roomInMs);
      const arrival = link.isCut ? null : direction.arrivalOf(segment.length, now);
      if (arrival === null) return this.#sendAgain();
      this.#tries = 0;
      this.#waiting.shift();
      this.#waitingBytes -= segment.length;
      this.#lastArrival = arrival;
      this.#arriving.add(arrival, () => this.#deliver(segment));
    }
    if (this.#waitingBytes <= holdBytes) this.#options.from.resume();
    if (this.#isEnded && !this.#isClosed && this.#waiting.length === 0)
      this.#arriving.add(this.#lastArrival, () => this.#options.to.end());
  }

  #sendAgain(): void {
    const { delayMs } = this.#options.direction.conditions;
    this.#sendIn(Math.min(firstRetransmitMs * 2 ** this.#tries + 2 * delayMs, lastRetransmitMs));
    this.#tries += 1;
  }

  #sendIn(ms: number): void {
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#send();
    }, ms);
    this.#timer.unref();
  }

  #deliver(segment: Buffer): void {
    if (this.#isClosed || this.#options.to.destroyed) return;
    this.#options.count(segment.length);
    this.#options.to.write(segment);
  }
}
