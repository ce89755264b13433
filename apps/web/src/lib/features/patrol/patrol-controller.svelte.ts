import { beginRound, missedIn, seenIn, watchOn, type OnWall, type Round } from './round.ts';

export const paces = [10, 20, 30, 60] as const;
export type Pace = (typeof paces)[number];

export type PatrolPorts = {
  /** The cameras before the eyes now; none while nobody can see the page. */
  readonly shown: () => readonly OnWall[];
  readonly turn: () => void;
};

/** Ticks further apart than this (a page that slept) count as nothing: nobody was shown anything meanwhile. */
const longestTickMs = 2_000;

/** Rounds over the wall: it turns by itself at a pace, and remembers what was really seen since the round began. */
export class PatrolController {
  isOn = $state(false);
  pace: Pace = $state(20);
  round: Round = $state.raw(beginRound(0));
  #ports: PatrolPorts;
  #tickedAt = 0;
  #turnedAt = 0;

  constructor(ports: PatrolPorts) {
    this.#ports = ports;
  }

  get seen(): number {
    return seenIn(this.round).length;
  }

  get missed(): number {
    return missedIn(this.round).length;
  }

  start(now: number): void {
    this.isOn = true;
    this.begin(now);
  }

  stop(): void {
    this.isOn = false;
  }

  /** A new round: what was seen before it is not counted again. */
  begin(now: number): void {
    this.round = beginRound(now);
    this.#tickedAt = now;
    this.#turnedAt = now;
  }

  tick(now: number): void {
    if (!this.isOn) return;
    const passed = now - this.#tickedAt;
    this.#tickedAt = now;
    if (passed > 0 && passed <= longestTickMs) this.round = watchOn(this.round, this.#ports.shown(), passed);
    if (now - this.#turnedAt < this.pace * 1_000) return;
    this.#turnedAt = now;
    this.#ports.turn();
  }
}
