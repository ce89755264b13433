import { checksOf, faultKinds, foldFaultLeaf, isUnwatched, type Faults } from '@truc/domain/fault-log';
import { mayOnFault, faultActionsOf } from '@truc/domain/policy';
import { describe, expect, it } from 'vitest';
import { tellFaults } from './fault-history.ts';
import { province } from './province.ts';

const now = 1_623_741_600_000;
const settings = { iocViewingDocument: null };

/** What the logs fold to; each command is one that its author may give, and is applied. */
async function tell(): Promise<ReadonlyMap<string, Faults>> {
  const logs = new Map<string, { faults: Faults; seq: number }>();
  let count = 0;
  await tellFaults(
    {
      say({ at, actor, scope, type, body }) {
        const { kind, current: v } = faultKinds[type];
        const text = JSON.stringify(body);
        const facility = province.facilities.find(({ id }) => scope === `faults:${id}`) ?? null;
        const assignments = province.people.find(({ id }) => id === actor)?.roles ?? [];
        const may = faultActionsOf(kind, v, text).some(
          (action) => mayOnFault({ action, person: actor, assignments, facility, settings }).ok,
        );
        expect([actor, type, may]).toEqual([actor, type, true]);
        const log = logs.get(scope) ?? { faults: {}, seq: 0 };
        const opId = `0190163d-8694-7394-8002-${String((count += 1)).padStart(12, '0')}`;
        const leaf = {
          opId,
          dev: 'd',
          inst: 1,
          actor,
          at,
          scope,
          base: {},
          kind,
          v,
          body: text,
          seq: log.seq + 1,
        };
        const { faults, decision } = foldFaultLeaf(log.faults, leaf);
        expect([type, decision?.status, decision?.refusal]).toEqual([type, 'accepted', null]);
        logs.set(scope, { faults, seq: leaf.seq });
        return Promise.resolve(opId);
      },
    },
    now,
  );
  return new Map([...logs].map(([scope, { faults }]) => [scope, faults]));
}

describe('the faults of the demonstration', () => {
  it('[GL-51] hold a central outage with eleven children, closed with it', async () => {
    const logs = await tell();
    const [parent] = Object.values(logs.get('faults:central') ?? {});
    expect(parent?.status).toBe('closed');
    const children = [...logs.values()].flatMap((faults) =>
      Object.values(faults).filter((fault) => fault.parent?.scope === 'faults:central'),
    );
    expect(children).toHaveLength(11);
    expect(new Set(children.map(({ status }) => status))).toEqual(new Set(['closed']));
  });

  it('[GL-25] hold a substitute patrol that missed one check, and a picture that nobody stands in for', async () => {
    const logs = await tell();
    const parked = Object.values(logs.get('faults:cs-03') ?? {}).find(({ status }) => status === 'parked');
    const [patrol] = parked?.substitutes ?? [];
    expect(patrol && checksOf(patrol, now).missed).toHaveLength(1);
    expect(Object.values(logs.get('faults:cs-05') ?? {}).filter(isUnwatched)).toHaveLength(1);
  });
});
