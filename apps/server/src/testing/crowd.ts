import type { DeviceId } from '@truc/sync/protocol';
import type { Turns } from '../log/turns.ts';
import { drawFrom } from './draw.ts';

export type Crowd = {
  readonly devices: number;
  /** Pushes of each device, one after another. */
  readonly batches: number;
  /** What the ingest takes for one at a time, in ms; it takes one after another. */
  readonly batchMs: (now: number) => number;
  /** When it stands still, and for how long, in ms. */
  readonly standstill?: { readonly at: number; readonly ms: number };
  readonly seed?: number;
};

export type Served = {
  /** When each device had its last answer, in ms. */
  readonly throughMs: readonly number[];
  /** The most batches that a device was let in with beyond another one that still had some. */
  readonly ahead: number;
  /** How long the ingest had nothing to do. */
  readonly idleMs: number;
};

const wayMs = 10;
/** What a tablet adds to the turn that it was told (ST6). */
const jitterMs = 500;

/** All come back within 100 ms, knock at each turn that they are told, and go on until all of it was answered. */
export function serveCrowd(createTurns: (monotonic: () => number) => Turns, crowd: Crowd): Served {
  const draw = drawFrom(crowd.seed ?? 1);
  const agenda = new Agenda();
  const turns = createTurns(() => agenda.now);
  const letIn = Array.from({ length: crowd.devices }, () => 0);
  const throughMs: number[] = [];
  let [freeAt, idleMs, ahead] = [0, 0, 0];
  let { standstill } = crowd;

  function knock(device: number): void {
    const entry = turns.knock(`device-${device}` as DeviceId, 'bulk');
    if (!('leave' in entry)) {
      const waits = entry.retryAfterMs + draw(jitterMs);
      agenda.at(agenda.now + waits + 2 * wayMs, () => knock(device));
      return;
    }
    noteLetIn(device);
    idleMs += Math.max(0, agenda.now - freeAt);
    const startsAt = Math.max(agenda.now, freeAt);
    freeAt = startsAt + crowd.batchMs(startsAt) * (0.6 + 0.8 * (draw(1_000) / 1_000)) + stillAt(startsAt);
    agenda.at(freeAt, () => {
      entry.leave();
      if (letIn[device] === crowd.batches) throughMs.push(agenda.now);
      else agenda.at(agenda.now + 2 * wayMs, () => knock(device));
    });
  }

  function noteLetIn(device: number): void {
    letIn[device] = (letIn[device] ?? 0) + 1;
    ahead = Math.max(ahead, (letIn[device] ?? 0) - Math.min(...letIn));
  }

  function stillAt(startsAt: number): number {
    if (standstill === undefined || startsAt < standstill.at) return 0;
    const { ms } = standstill;
    standstill = undefined;
    return ms;
  }

  for (const device of letIn.keys()) agenda.at(draw(100), () => knock(device));
  agenda.run();
  return { throughMs, ahead, idleMs };
}

/** What is due when, earliest first. */
class Agenda {
  readonly #due: { readonly at: number; readonly run: () => void }[] = [];
  now = 0;

  at(at: number, run: () => void): void {
    const place = this.#due.findLastIndex((other) => other.at <= at) + 1;
    this.#due.splice(place, 0, { at, run });
  }

  run(): void {
    for (let next = this.#due.shift(); next !== undefined; next = this.#due.shift()) {
      this.now = next.at;
      next.run();
    }
  }
}
