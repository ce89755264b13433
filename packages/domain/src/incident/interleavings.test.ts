import { describe, expect, it } from 'vitest';
import { foldLeaf, growByLeaf, type CommandLeaf, type Incidents } from './fold.ts';
import {
  emptyIncident,
  fieldNames,
  incidentStatuses,
  sensitiveFields,
  severities,
  type FieldName,
  type Incident,
} from './incident.ts';
import { reportSpoken, spoken, type StepName } from './testing-case.ts';
import { incidentId, IncidentLog, sampleFields, write, type Spoken, type Written } from './testing-log.ts';

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

function anyCommand(draw: Chance, sees: Incident): Spoken {
  const lot = draw(10);
  if (lot === 0) return { type: 'note', body: { text: `ghi ${draw(1_000)}` } };
  if (lot < 3)
    return {
      type: 'changeStatus',
      body: { expected: sees.status, to: pick(draw, incidentStatuses), reason: '' },
    };
  const [open] = sees.conflicts;
  if (lot < 6 && open !== undefined) {
    const value = draw(2) === 0 ? sees.fields[open.field].value : (open.claims[0]?.value ?? null);
    const settles = open.claims.map(({ opId }) => opId);
    return { type: 'resolve', body: { field: open.field, value: copied(value), settles } };
  }
  return { type: 'set', body: { fields: anyFields(draw) } };
}

function anyFields(draw: Chance) {
  const values: Record<FieldName, () => unknown> = {
    title: () => `tên ${draw(3)}`,
    description: () => `mô tả ${draw(3)}`,
    severity: () => pick(draw, severities),
    casualties: () => draw(3),
    place: () => `nơi ${draw(3)}`,
    cameras: () => [`cam-${draw(3)}`],
  };
  const chosen = fieldNames.filter(() => draw(3) === 0);
  return Object.fromEntries(
    (chosen.length === 0 ? ['place' as const] : chosen).map((name) => [name, values[name]()]),
  );
}

function pick<T>(draw: Chance, all: readonly T[]): T {
  const one = all[draw(all.length)];
  if (one === undefined) throw new Error('there is one to pick');
  return one;
}

function copied(value: string | number | null | readonly string[]): string | number | null | string[] {
  return typeof value === 'object' && value !== null ? [...value] : value;
}

/** A step of a violation, whether it applies or not. */
function anyStep(draw: Chance, sees: Incident): Spoken {
  const names = Object.keys(spoken) as StepName[];
  const lot = draw(names.length + 2);
  const name = names[lot];
  if (name !== undefined) return spoken[name];
  if (lot === names.length) return anyCommand(draw, sees);
  const proposal = sees.violation?.dismissal?.seq ?? 1;
  return { type: 'answerDismissal', body: { proposal, agrees: draw(2) === 0, reason: '' } };
}

/** Three devices that see the log up to some point each, write some commands on it, and send them when they like. */
function anyLog(seed: number): IncidentLog {
  const draw = chance(seed);
  const log = new IncidentLog();
  const isViolation = seed % 2 === 0;
  const fields = { ...sampleFields, cameras: ['cam-001'] };
  log.append(write('a', isViolation ? reportSpoken : { type: 'open', body: { fields } }));
  const any = isViolation ? anyStep : anyCommand;
  const devices = ['a', 'b', 'c'].map((name) => ({ name, sees: log.incident, unsent: [] as Written[] }));
  for (let turn = 0; turn < 60; turn += 1) {
    const device = pick(draw, devices);
    const lot = draw(5);
    if (lot < 3) device.unsent.push(write(device.name, any(draw, device.sees), device.sees));
    else if (lot === 3) for (const written of device.unsent.splice(0)) log.append(written);
    else device.sees = log.incident;
  }
  for (const { unsent } of devices) for (const written of unsent) log.append(written);
  return log;
}

function after(before: Incident, leaf: CommandLeaf): Incident {
  return foldLeaf({ [incidentId]: before }, leaf).incidents[incidentId] ?? emptyIncident;
}

function eachLog(check: (log: IncidentLog) => void): void {
  for (let seed = 1; seed <= seeds; seed += 1) {
    try {
      check(anyLog(seed));
    } catch (cause) {
      throw new Error(`seed ${seed}`, { cause });
    }
  }
}

function eachStep(check: (before: Incident, incident: Incident, leaf: CommandLeaf) => void): void {
  eachLog((log) => {
    let before = emptyIncident;
    for (const leaf of log.leaves) {
      const incident = after(before, leaf);
      check(before, incident, leaf);
      before = incident;
    }
  });
}

describe(`incidents over ${seeds} random interleavings of three devices`, () => {
  it('[IN8] every reader folds the leaves to the state and the outcomes of the server', () => {
    eachLog((log) => {
      let reader: Incidents = {};
      const decisions = log.leaves.map((leaf) => {
        // A reader begins anywhere: from a state that was kept as text, too.
        const folded = foldLeaf(JSON.parse(JSON.stringify(reader)) as Incidents, leaf);
        reader = folded.incidents;
        return folded.decision;
      });
      expect(reader).toEqual(log.incidents);
      expect(decisions).toEqual(log.decisions);
    });
  });

  it('[IN8] a reader that grows what is its own comes to the same, and shares nothing that it changes', () => {
    eachLog((log) => {
      const own: Record<string, Incident> = {};
      const kept: Incident[] = [];
      const told: string[] = [];
      const decisions = log.leaves.map((leaf) => {
        const { id, decision } = growByLeaf(own, leaf);
        const incident = own[id ?? ''] ?? emptyIncident;
        kept.push(incident);
        told.push(JSON.stringify(incident));
        return decision;
      });
      expect(own).toEqual(log.incidents);
      expect(decisions).toEqual(log.decisions);
      expect(kept.map((incident) => JSON.stringify(incident))).toEqual(told);
    });
  });

  it('[IN4] a command of a person who did not see the present value never replaces it', () => {
    eachLog((log) => {
      let before = emptyIncident;
      for (const leaf of log.leaves) {
        const incident = after(before, leaf);
        for (const name of fieldNames) {
          const held = before.fields[name].version;
          if (incident.fields[name].version.seq !== leaf.seq) continue;
          const isOwn = held.dev === leaf.dev && (leaf.base[name] ?? 0) >= held.base;
          expect((leaf.base[name] ?? 0) >= held.seq || isOwn).toBe(true);
        }
        before = incident;
      }
    });
  });

  it('[IN5] of sensitive changes that did not see each other one at most is applied', () => {
    eachLog((log) => {
      let before = emptyIncident;
      for (const [at, leaf] of log.leaves.entries()) {
        const incident = after(before, leaf);
        const moved = [...sensitiveFields].filter((name) => incident.fields[name].version.seq === leaf.seq);
        if (moved.length > 0 && at > 0) {
          for (const name of sensitiveFields) {
            const { seq, dev } = before.fields[name].version;
            expect(seq <= (leaf.base[name] ?? 0) || dev === leaf.dev).toBe(true);
          }
        }
        before = incident;
      }
    });
  });

  it('[IN4] a value that was not applied is a claim, until a resolution names it', () => {
    eachLog((log) => {
      const named = new Set(
        log.leaves.flatMap(({ body }) => (JSON.parse(body) as { settles?: string[] }).settles ?? []),
      );
      const open = new Set(log.incident.conflicts.flatMap(({ claims }) => claims.map(({ opId }) => opId)));
      for (const [at, decision] of log.decisions.entries()) {
        const leaf = log.leaves[at];
        if (decision.status === 'conflict' && leaf !== undefined && !named.has(leaf.opId))
          expect(open.has(leaf.opId)).toBe(true);
      }
    });
  });

  it('[GL-21] no violation leaves its report but told of, handed up, or dismissed by two persons', () => {
    eachStep((before, incident, leaf) => {
      if (before.violation === null || before.status === incident.status) return;
      if (before.status === 'reported')
        expect(
          ['escalated', 'dismissed'].includes(incident.status) || incident.violation?.notices.length === 1,
        ).toBe(true);
      if (incident.status === 'dismissed') expect(before.violation.dismissal?.by).not.toBe(leaf.actor);
      if (incident.status === 'dismissed') expect(before.violation.dismissal).not.toBeNull();
      if (incident.status === 'closed') expect(incident.opened?.by).not.toBe(leaf.actor);
      if (incident.status === 'awaiting_check') expect(incident.violation?.acknowledged).not.toBeNull();
    });
  });

  it('[GL-21] who was told, what was done and what came of it is never taken away', () => {
    eachStep((before, { violation }) => {
      if (before.violation === null) return;
      for (const list of ['notices', 'measures', 'outcomes'] as const)
        expect(violation?.[list].slice(0, before.violation[list].length)).toEqual(before.violation[list]);
    });
  });
});
