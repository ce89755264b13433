import { err, ok, type Timers } from '@truc/base';
import { describe, expect, it } from 'vitest';
import { moveRenewMs, type PtzCommand } from '@truc/media/signalling';
import type { TurnAnswer } from './pictures.ts';
import { TurnHold } from './turn-hold.ts';

function createHold(answer: () => TurnAnswer = () => ok({})) {
  const told: PtzCommand['do'][] = [];
  let due: (() => void) | undefined;
  const timers: Timers = {
    after(delayMs, run) {
      expect(delayMs).toBe(moveRenewMs);
      due = run;
      return () => (due = undefined);
    },
  };
  const turn = async (_camera: string, command: PtzCommand) => {
    told.push(command.do);
    return answer();
  };
  const hold = new TurnHold('gate', { pictures: { turn }, timers, onView: () => undefined });
  return { hold, told, tick: () => due?.(), waits: () => due !== undefined };
}

describe('a held key', () => {
  it('[V35] says its movement again until it is let go, and then stops at once', () => {
    const { hold, told, tick, waits } = createHold();
    hold.press('left');
    hold.press('left');
    tick();
    tick();
    hold.release();
    expect(told).toEqual(['move', 'move', 'move', 'stop']);
    expect(waits()).toBe(false);
    hold.release();
    expect(told).toHaveLength(4);
  });

  it('ends in words when the camera is another’s', async () => {
    const { hold, waits } = createHold(() => err('held'));
    hold.press('up');
    await Promise.resolve();
    await Promise.resolve();
    expect(hold.view).toMatchObject({ failure: 'held', direction: null });
    expect(waits()).toBe(false);
  });
});
