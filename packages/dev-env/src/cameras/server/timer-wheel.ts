/** Something that falls due again and again; `run` is called once `dueAtMs` has passed and must move it on. */
export interface Paced {
  dueAtMs: number;
  run(nowMs: number): void;
}

export type TimerWheel = {
  readonly add: (paced: Paced) => void;
  readonly remove: (paced: Paced) => void;
  readonly close: () => void;
};

export type TimerWheelOptions = {
  /** Everything due within one slot runs in one turn of the event loop. */
  readonly slotMs: number;
  readonly now: () => number;
};

const slotCount = 256;

/**
 * One timer for everything that is paced, whatever its number: a ring of slots, and a single time-out set for
 * the next slot that holds anything. Nothing runs while the wheel is empty.
 */
export function createTimerWheel({ slotMs, now }: TimerWheelOptions): TimerWheel {
  const slots = Array.from({ length: slotCount }, () => new Set<Paced>());
  const slotOfPaced = new Map<Paced, Set<Paced>>();
  let doneTick = Math.floor(now() / slotMs);
  let timer: NodeJS.Timeout | undefined;
  let timerTick = Number.POSITIVE_INFINITY;
  let isTurning = false;

  function place(paced: Paced): number {
    const tick = Math.max(Math.ceil(paced.dueAtMs / slotMs), doneTick + 1);
    // What is due beyond one turn of the ring waits in its furthest slot and is placed again from there.
    const nearTick = Math.min(tick, doneTick + slotCount - 1);
    const slot = slotAt(slots, nearTick);
    slot.add(paced);
    slotOfPaced.set(paced, slot);
    return nearTick;
  }

  function wakeAt(tick: number): void {
    if (isTurning || tick >= timerTick) return;
    clearTimeout(timer);
    timerTick = tick;
    timer = setTimeout(turn, Math.max(tick * slotMs - now(), 0));
  }

  function turn(): void {
    isTurning = true;
    const startedAt = now();
    const lastTick = Math.floor(startedAt / slotMs);
    // After a long halt each slot still comes round only once.
    for (doneTick = Math.max(doneTick + 1, lastTick - slotCount + 1); doneTick <= lastTick; doneTick += 1) {
      const slot = slotAt(slots, doneTick);
      for (const paced of [...slot]) {
        if (!slot.delete(paced)) continue;
        if (paced.dueAtMs <= startedAt) paced.run(startedAt);
        if (slotOfPaced.get(paced) === slot) place(paced);
      }
    }
    doneTick = lastTick;
    isTurning = false;
    timerTick = Number.POSITIVE_INFINITY;
    for (let ahead = 1; ahead < slotCount; ahead += 1) {
      if (slotAt(slots, doneTick + ahead).size > 0) return wakeAt(doneTick + ahead);
    }
  }

  return {
    add(paced) {
      if (slotOfPaced.size === 0) doneTick = Math.floor(now() / slotMs);
      wakeAt(place(paced));
    },
    remove(paced) {
      slotOfPaced.get(paced)?.delete(paced);
      slotOfPaced.delete(paced);
    },
    close() {
      clearTimeout(timer);
      slotOfPaced.clear();
      for (const slot of slots) slot.clear();
    },
  };
}

function slotAt(slots: readonly Set<Paced>[], tick: number): Set<Paced> {
  const slot = slots[tick % slotCount];
  if (slot === undefined) throw new Error('The wheel has lost a slot');
  return slot;
}
