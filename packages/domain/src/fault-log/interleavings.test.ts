import { describe, expect, it } from 'vitest';
import { emptyFault, runningSubstitutes } from './fault.ts';
import { emptyLog, foldFaultLeaf, growByFaultLeaf, type OwnTechnicalLog, type TechnicalLog } from './fold.ts';
import type { Faults } from './rules.ts';
import {
  fault,
  FaultLog,
  gate,
  line,
  minute,
  other,
  say,
  start,
  third,
  write,
  type Spoken,
  type Written,
} from './testing-faults.ts';

const seeds = 300;

/** Numbers from a seed: a failing run prints the seed and can be had again. */
function chance(seed: number) {
  let state = seed;
  return (limit: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}
type Chance = ReturnType<typeof chance>;

const ids = [fault, other, third] as const;

type Scene = { readonly at: number; readonly sees: Faults; readonly of: string };

function anyCommand(draw: Chance, { at, sees, of }: Scene): Spoken {
  const running = runningSubstitutes(sees[of] ?? emptyFault).map(({ id }) => id);
  const makers: readonly (() => Spoken)[] = [
    () => say.report({ asset: draw(2) === 0 ? gate : line, since: at }),
    () => say.substitute({ from: at, replaces: draw(2) === 0 ? running : [] }),
    () => say.check(running[0] ?? third),
    () => say.join(ids[draw(3)] ?? fault, draw(4) === 0 ? 'faults:central' : 'faults:f-01'),
    () => say.assign(),
    () => say.start(draw(3) === 0 ? { checklist: [] } : {}),
    () => say.park(),
    () => say.accept('picture'),
    () => say.accept('recording'),
    () => say.recover(at, 30 * minute),
    () => say.close({ endedAt: draw(4) === 0 ? null : at, interference: draw(4) === 0 ? null : 'none' }),
    () => say.judge(),
    () => say.closeWithParent(ids[draw(3)] ?? fault),
    () => say.note(),
  ];
  const lot = draw(makers.length * 2);
  return (makers[lot % makers.length] ?? say.note)();
}

/** Three devices that see the log up to some point each, write on three faults of two assets, and send when they like. */
function anyLog(seed: number): FaultLog {
  const draw = chance(seed);
  const log = new FaultLog();
  const devices = ['a', 'b', 'c'].map((name) => ({ name, sees: log.faults, unsent: [] as Written[] }));
  for (let turn = 0; turn < 90; turn += 1) {
    const device = devices[draw(3)];
    if (device === undefined) throw new Error('there are three');
    const lot = draw(5);
    const of = ids[draw(3)] ?? fault;
    const at = start + turn * minute;
    if (lot < 3) {
      const command = anyCommand(draw, { at, sees: device.sees, of });
      const sees = device.sees[of] ?? emptyFault;
      device.unsent.push(write(command, { of, device: device.name, at, sees }));
    } else if (lot === 3) for (const one of device.unsent.splice(0)) log.append(one);
    else device.sees = log.faults;
  }
  for (const { unsent } of devices) for (const one of unsent) log.append(one);
  return log;
}

function eachLog(check: (log: FaultLog) => void): void {
  for (let seed = 1; seed <= seeds; seed += 1) {
    try {
      check(anyLog(seed));
    } catch (cause) {
      throw new Error(`seed ${seed}`, { cause });
    }
  }
}

/** Each state that the log went through. */
function states({ leaves }: FaultLog): Faults[] {
  let state = emptyLog;
  return leaves.map((leaf) => {
    state = foldFaultLeaf(state, leaf).log;
    return state.faults;
  });
}

describe(`faults over ${seeds} random interleavings of three devices`, () => {
  it('[IN8] every reader folds the leaves to the state and the outcomes of the server, from kept states too', () => {
    eachLog((log) => {
      let reader = emptyLog;
      const decisions = log.leaves.map((leaf) => {
        const folded = foldFaultLeaf(JSON.parse(JSON.stringify(reader)) as TechnicalLog, leaf);
        reader = folded.log;
        return folded.decision;
      });
      expect(reader).toEqual(log.state);
      expect(decisions).toEqual(log.decisions);
    });
  });

  it('[IN8] a reader that grows what is its own comes to the same', () => {
    eachLog((log) => {
      const own: OwnTechnicalLog = { faults: {}, works: emptyLog.works, adopted: [] };
      const decisions = log.leaves.map((leaf) => growByFaultLeaf(own, leaf).decision);
      expect(own).toEqual(log.state);
      expect(decisions).toEqual(log.decisions);
      expect(emptyLog.faults).toEqual({});
    });
  });

  it('[GL-25] none is assigned, at work or parked without a substitute that runs', () => {
    eachLog((log) => {
      for (const faults of states(log))
        for (const one of Object.values(faults))
          if (['substituted', 'assigned', 'repairing', 'parked'].includes(one.status))
            expect(runningSubstitutes(one).length).toBeGreaterThan(0);
    });
  });

  it('[GL-24] none is closed without a cause, with a substitute still running, or unless it was restored', () => {
    eachLog((log) => {
      for (const one of Object.values(log.faults)) {
        if (one.status !== 'closed') continue;
        expect(one.closing).not.toBeNull();
        expect(one.restored).not.toBeNull();
        expect(runningSubstitutes(one)).toEqual([]);
        const { byItself } = one.restored ?? {};
        if (one.closing?.parent === null && byItself === false)
          expect([one.accepted.picture, one.accepted.recording]).not.toContain(null);
      }
    });
  });

  it('[GL-51] none is joined to what is joined itself at that moment, and no child outlives its parent', () => {
    eachLog((log) => {
      for (const faults of states(log))
        for (const one of Object.values(faults)) {
          if (one.status !== 'merged' || one.parent?.scope !== 'faults:f-01') continue;
          expect(faults[one.parent.fault]?.status).not.toBe('closed');
        }
    });
  });

  it('what is rejected changes nothing', () => {
    eachLog((log) => {
      let before: Faults = {};
      for (const [at, faults] of states(log).entries()) {
        if (log.decisions[at]?.status === 'rejected') expect(faults).toEqual(before);
        before = faults;
      }
    });
  });
});
