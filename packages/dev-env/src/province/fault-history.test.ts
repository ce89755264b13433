import {
  checksOf,
  emptyLog,
  foldFaultLeaf,
  interferenceOf,
  isUnwatched,
  technicalKinds,
  type TechnicalLog,
} from '@truc/domain/fault-log';
import { isFindOverdue, permittedWithin, standingOf } from '@truc/domain/intervention';
import { mayOnFault, faultActionsOf } from '@truc/domain/policy';
import { describe, expect, it } from 'vitest';
import { tellFaults, type FaultTeller } from './fault-history.ts';
import { tellPermits } from './permit-history.ts';
import { province } from './province.ts';

const now = 1_623_741_600_000;
const settings = { iocViewingDocument: null };

/** What the logs fold to; each command is one that its author may give, and is applied. */
async function tell(): Promise<ReadonlyMap<string, TechnicalLog>> {
  const logs = new Map<string, { state: TechnicalLog; seq: number }>();
  let count = 0;
  const teller: FaultTeller = {
    say({ at, actor, scope, type, body }) {
      const { kind, current: v } = technicalKinds[type];
      const text = JSON.stringify(body);
      const facility = province.facilities.find(({ id }) => scope === `faults:${id}`) ?? null;
      const assignments = province.people.find(({ id }) => id === actor)?.roles ?? [];
      const may = faultActionsOf(kind, v, text).some(
        (action) => mayOnFault({ action, person: actor, assignments, facility, settings }).ok,
      );
      expect([actor, type, may]).toEqual([actor, type, true]);
      const log = logs.get(scope) ?? { state: emptyLog, seq: 0 };
      const opId = `0190163d-8694-7394-8002-${String((count += 1)).padStart(12, '0')}`;
      const leaf = {
        opId,
        dev: 'd',
        inst: 1,
        n: log.seq + 1,
        actor,
        at,
        scope,
        base: {},
        kind,
        v,
        body: text,
        seq: log.seq + 1,
      };
      const { log: state, decision } = foldFaultLeaf(log.state, leaf);
      expect([type, decision?.status, decision?.refusal]).toEqual([type, 'accepted', null]);
      logs.set(scope, { state, seq: leaf.seq });
      return Promise.resolve(opId);
    },
  };
  await tellFaults(teller, now);
  await tellPermits(teller, now);
  return new Map([...logs].map(([scope, { state }]) => [scope, state]));
}

describe('the faults of the demonstration', () => {
  it('[GL-51] hold a central outage with eleven children, closed with it', async () => {
    const logs = await tell();
    const [parent] = Object.values(logs.get('faults:central')?.faults ?? {});
    expect(parent?.status).toBe('closed');
    const children = [...logs.values()].flatMap(({ faults }) =>
      Object.values(faults).filter((fault) => fault.parent?.scope === 'faults:central'),
    );
    expect(children).toHaveLength(11);
    expect(new Set(children.map(({ status }) => status))).toEqual(new Set(['closed']));
  });

  it('[GL-25] hold a substitute patrol that missed one check, and a picture that nobody stands in for', async () => {
    const logs = await tell();
    const parked = Object.values(logs.get('faults:cs-03')?.faults ?? {}).find(
      ({ status }) => status === 'parked',
    );
    const [patrol] = parked?.substitutes ?? [];
    expect(patrol && checksOf(patrol, now).missed).toHaveLength(1);
    expect(Object.values(logs.get('faults:cs-05')?.faults ?? {}).filter(isUnwatched)).toHaveLength(1);
  });
});

describe('the permits of the demonstration', () => {
  it('[GL-15] [KH-09] are fourteen, in every standing but an overrun one', async () => {
    const permits = [...(await tell()).values()].flatMap(({ works }) => Object.values(works.permits));
    expect(permits).toHaveLength(14);
    expect(new Set(permits.map((permit) => standingOf(permit, now)))).toEqual(
      new Set(['asked', 'approved', 'refused', 'begun', 'ended', 'revoked']),
    );
    expect(permits.every(({ asked, approved }) => approved === null || approved.by !== asked.by)).toBe(true);
  });

  it('[GL-15] [KH-11] hold an outage within one of them, and one outside of all that nobody has answered for', async () => {
    const logs = await tell();
    const states = (scope: string) => {
      const log = logs.get(scope) ?? emptyLog;
      return Object.values(log.faults)
        .filter(({ closing }) => closing === null)
        .map((fault) => interferenceOf(fault, log.works.permits).state);
    };
    expect(states('faults:cs-02')).toEqual(['permitted']);
    expect(states('faults:cs-05')).toEqual(['unanswered']);
  });

  it('[GL-23] name what is permitted today at two facilities', async () => {
    const logs = await tell();
    const named = (scope: string) =>
      permittedWithin((logs.get(scope) ?? emptyLog).works.permits, now, now + 3_600_000 * 6).length;
    expect([named('faults:cs-01'), named('faults:cs-02'), named('faults:cs-03')]).toEqual([1, 1, 0]);
  });

  it('[GL-16] [KH-14] list devices with their serials, one that was moved, and one that no list holds', async () => {
    const { works } = (await tell()).get('faults:cs-01') ?? emptyLog;
    const devices = Object.values(works.devices);
    expect(devices.length).toBeGreaterThan(20);
    expect(devices.filter(({ placements }) => placements.length > 1)).toHaveLength(1);
    expect(Object.values(works.finds).filter((find) => isFindOverdue(find, now))).toHaveLength(1);
  });
});
