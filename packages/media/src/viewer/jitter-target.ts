/** Counters of everything that this page receives, since its connection began; `rttMs` null while it is not known. */
export type LinkStats = {
  readonly packetsReceived: number;
  /** Missed on the way, whether or not they came again. */
  readonly packetsLost: number;
  readonly rttMs: number | null;
};

export type LinkQuality = {
  /** Of 1. */
  readonly lossPart: number;
  readonly rttMs: number | null;
  /** How long the browser is told to hold frames back, in ms, so that what was lost is there again when it is due. */
  readonly jitterTargetMs: number;
};

/** Below it what is lost is an accident: a wall that held every frame back for it would lie about now. */
const lossyFrom = 0.005;
/** What the SFU lets a receiver hold back (`playout-delay`): Chromium takes no more. */
const mostMs = 500;
const stepMs = 50;
/** Until the next frame of a sub-stream is there. */
const nextFrameMs = 200;
/** Loss comes in spells. Holding back more takes the browser seconds, holding back less none. */
const holdMs = 30_000;
/** The weight of the newest reading. */
const newest = 0.4;
/** Fewer say nothing. */
const packetsNeeded = 20;

/** Measures the link and chooses how long frames are held back: not at all on a clean one. */
export class JitterTarget {
  #before: LinkStats | undefined;
  #lossPart = 0;
  #rttMs: number | null = null;
  #targetMs = 0;
  #lossyAt = -Infinity;

  get quality(): LinkQuality {
    return { lossPart: this.#lossPart, rttMs: this.#rttMs, jitterTargetMs: this.#targetMs };
  }

  /** A reading, `nowMs` by the monotonic clock; says what to hold back from now on. */
  take(stats: LinkStats, nowMs: number): number {
    this.#rttMs = stats.rttMs ?? this.#rttMs;
    const before = this.#before ?? { packetsReceived: 0, packetsLost: 0, rttMs: null };
    const lost = Math.max(stats.packetsLost - before.packetsLost, 0);
    const sent = stats.packetsReceived - before.packetsReceived + lost;
    if (stats.packetsReceived < before.packetsReceived) this.#before = stats;
    if (sent >= packetsNeeded) {
      this.#before = stats;
      this.#lossPart += (lost / sent - this.#lossPart) * newest;
    }
    if (this.#lossPart >= lossyFrom) this.#lossyAt = nowMs;
    this.#targetMs = nowMs - this.#lossyAt >= holdMs ? 0 : enoughFor(this.#rttMs ?? 0);
    return this.#targetMs;
  }

  /** Another connection counts anew. */
  forget(): void {
    this.#before = undefined;
  }
}

/** The loss is noticed with the next frame, asked for and sent again; half a way more where that way wavers. */
function enoughFor(rttMs: number): number {
  return Math.min(Math.ceil((1.5 * rttMs + nextFrameMs) / stepMs) * stepMs, mostMs);
}
