import { seededRandom } from './seeded-random.ts';

/** What a link does to one direction of what is sent over it. Parts are of 1; times in ms. */
export type LinkConditions = {
  readonly lossPart: number;
  /** One way. */
  readonly delayMs: number;
  /** Up to so much more, evenly drawn; packets keep their order. */
  readonly jitterMs: number;
  readonly bitsPerSecond: number;
  /** What waits for the bandwidth; more is dropped at the tail. */
  readonly queueBytes: number;
  /** Packets that are overtaken by those behind them. */
  readonly reorderPart: number;
};

export const clearLink: LinkConditions = {
  lossPart: 0,
  delayMs: 0,
  jitterMs: 0,
  bitsPerSecond: Number.POSITIVE_INFINITY,
  queueBytes: 64 * 1024,
  reorderPart: 0,
};

/** How long a packet that is overtaken is held back beyond its time. */
const overtakenByMs = 20;

/** One direction of a link: says of each packet when it arrives. The same seed and the same sending give the same fate. */
export class LinkDirection {
  conditions: LinkConditions = clearLink;
  readonly #random: () => number;
  #busyUntil = -Infinity;
  #lastArrival = -Infinity;

  constructor(seed: number) {
    this.#random = seededRandom(seed);
  }

  /** When a packet that is sent now arrives, or null when it is lost. Times in ms of one clock. */
  arrivalOf(bytes: number, nowMs: number): number | null {
    const { lossPart, reorderPart } = this.conditions;
    const isLost = this.#random() < lossPart;
    const isOvertaken = this.#random() < reorderPart;
    const drawn = this.#random();
    const sentAt = this.#passBottleneck(bytes, nowMs);
    if (sentAt === null || isLost) return null;
    const { delayMs, jitterMs } = this.conditions;
    const arrival = Math.max(sentAt + delayMs + drawn * jitterMs, this.#lastArrival);
    if (isOvertaken) return arrival + overtakenByMs;
    this.#lastArrival = arrival;
    return arrival;
  }

  /** In how many ms so many octets find room before the bottleneck; 0 when they do now. */
  roomIn(bytes: number, nowMs: number): number {
    const { bitsPerSecond, queueBytes } = this.conditions;
    const tooMany = this.#queuedBytes(nowMs) + bytes - queueBytes;
    return tooMany <= 0 ? 0 : (tooMany * 8_000) / bitsPerSecond;
  }

  #queuedBytes(nowMs: number): number {
    const { bitsPerSecond } = this.conditions;
    if (bitsPerSecond === Number.POSITIVE_INFINITY) return 0;
    return (Math.max(this.#busyUntil - nowMs, 0) * bitsPerSecond) / 8_000;
  }

  #passBottleneck(bytes: number, nowMs: number): number | null {
    const { bitsPerSecond } = this.conditions;
    if (bitsPerSecond === Number.POSITIVE_INFINITY) return nowMs;
    if (this.roomIn(bytes, nowMs) > 0) return null;
    this.#busyUntil = Math.max(this.#busyUntil, nowMs) + (bytes * 8_000) / bitsPerSecond;
    return this.#busyUntil;
  }
}
