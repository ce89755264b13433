import {
  cycleStateOf,
  decide,
  emptyInspection,
  evolve,
  isFindingLate,
  usualCycleDays,
  type Inspection,
} from '@truc/domain/inspection';
import { checkDueOf } from '@truc/domain/maintenance';
import { dayOf } from '@truc/domain/shift';
import { expect, it } from 'vitest';
import { pastInspections } from './inspection-history.ts';
import { pastChecks } from './maintenance-history.ts';
import { deviceModels, maintenanceTemplates } from './maintenance-plan.ts';
import { sites } from './sites.ts';
import { facilityId } from './ids.ts';

const now = Date.UTC(2021, 5, 15, 7, 20);
const told = pastInspections(now, dayOf);

function folded(): ReadonlyMap<number, Inspection> {
  const inspections = new Map<number, Inspection>();
  for (const { number, act, by, at, watched } of told) {
    const seen = watched.map((camera) => ({
      look: `0190163d-8694-7394-8001-${String(Number(camera.slice(-2))).padStart(12, '0')}`,
      camera,
      name: camera,
      purpose: 'supervise_compliance',
      from: at,
      until: at,
    }));
    const whole = act.type === 'record' ? { ...act, looks: seen.map(({ look }) => look) } : act;
    const before = inspections.get(number) ?? emptyInspection;
    const decided = decide(before, whole, { by, at, today: dayOf(at), seen });
    if (!decided.ok) throw new Error(`inspection ${number}: ${decided.error.code}`);
    inspections.set(number, evolve(before, decided.value, { by, at }));
  }
  return inspections;
}

it('[N-03] the demonstration has forty-six inspections, and every site in operation within fifteen days', () => {
  const inspections = [...folded().values()];
  expect(inspections).toHaveLength(46);
  for (const { number, state } of sites) {
    const last = Math.max(
      ...inspections.flatMap(({ minutes }) => (minutes?.facility === facilityId(number) ? [minutes.at] : [])),
    );
    if (state === 'operating') expect(cycleStateOf(last, usualCycleDays, now).isOverdue).toBe(false);
  }
});

it('[N-02] [GL-16] the demonstration has a camera found inside a room at survey, late by now, and an unlisted device', () => {
  const found = [...folded().values()].flatMap(({ minutes, findings }) =>
    findings.map((finding) => ({ ...finding, trigger: minutes?.trigger })),
  );
  expect(found.find(({ kind }) => kind === 'camera_in_room')).toMatchObject({
    trigger: 'survey',
    status: 'open',
  });
  const room = found.find(({ kind }) => kind === 'camera_in_room');
  expect(room !== undefined && isFindingLate(room, dayOf(now))).toBe(true);
  expect(found.some(({ kind }) => kind === 'unlisted_device')).toBe(true);
});

it('[KH-20] [KH-21] the demonstration has checks by each model’s template, of which some are overdue and most are not', () => {
  const last = new Map(pastChecks(now).map(({ at, check }) => [check.device, at]));
  const due = deviceModels
    .filter(({ device }) => last.has(device))
    .map(({ kind, device, model }) =>
      checkDueOf(
        { id: device, kind, facility: '', name: '', model },
        { templates: maintenanceTemplates, last: last.get(device) ?? null, now },
      ),
    );
  const overdue = due.filter(({ isOverdue }) => isOverdue).length;
  expect(overdue).toBeGreaterThan(5);
  expect(overdue).toBeLessThan(due.length / 3);
});
