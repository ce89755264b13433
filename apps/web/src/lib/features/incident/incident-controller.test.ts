import { ok } from '@truc/base';
import { FacilityAccessSchema } from '@truc/domain/api';
import { emptyIncident, type Conflict, type Incident } from '@truc/domain/incident';
import type { OutboxRecord, WriteCommand } from '@truc/sync/client';
import * as v from 'valibot';
import { describe, expect, it, vi } from 'vitest';
import { IncidentController } from './incident-controller.svelte.ts';
import type { IncidentView } from './read-incidents.ts';

// Outside of the compiler a rune is a value and no more.
vi.stubGlobal('$state', (value: unknown) => value);
vi.stubGlobal(
  '$derived',
  Object.assign((value: unknown) => value, { by: (read: () => unknown) => read() }),
);

const id = '0190163d-8694-7394-8001-0242ac120002';
const claimed = '0190163d-8694-7394-8002-000000000003';

function viewOf(field: 'casualties' | 'place'): { view: IncidentView; conflict: Conflict } {
  const value = field === 'casualties' ? 2 : 'Cầu thang';
  const conflict = { field, claims: [{ opId: claimed, seq: 3, by: 'quang', value }] };
  const { title } = emptyIncident.fields;
  const fields = { ...emptyIncident.fields, title: { ...title, value: 'Tụ tập' } };
  const incident: Incident = { ...emptyIncident, fields, conflicts: [conflict] };
  return { view: { id, confirmed: incident, shown: incident, timeline: [], isRefused: false }, conflict };
}

const access = v.parse(FacilityAccessSchema, {
  facility: { id: 'f-01', name: 'Cơ sở', district: 'X', authority: 'military', state: 'operating' },
  scope: 'facility:f-01',
  opens: true,
  handles: true,
  checks: false,
});

function open(write: (command: WriteCommand) => Promise<void> = async () => undefined) {
  const written: unknown[] = [];
  const controller = new IncidentController({
    access,
    person: '0190163d-8694-7394-8003-000000000001',
    sync: {
      async write(command) {
        await write(command);
        written.push(command.body);
        return ok({} as OutboxRecord);
      },
    },
    logs: {
      of: () => {
        throw new Error('no log is open');
      },
    },
    isOpen: () => false,
    gate: { write: (run) => run() },
    random: { bytes: (length) => new Uint8Array(length) },
    now: () => 1_000,
  });
  return { controller, written };
}

describe('a conflict that is written anew', () => {
  it.each([
    ['casualties', 'hai người', 'casualties_wrong'],
    ['place', 'x'.repeat(201), 'text_too_long'],
  ] as const)('[IN10] is refused in words where no reader could read it: %s', async (field, words, code) => {
    const { controller, written } = open();
    const { view, conflict } = viewOf(field);
    expect(await controller.resolveAnew(view, conflict, words)).toBe(false);
    expect(controller.failure).toBe(code);
    expect(written).toEqual([]);
  });

  it('[IN10] settles what stood there, with the words as any form tidies them', async () => {
    const { controller, written } = open();
    const { view, conflict } = viewOf('place');
    expect(await controller.resolveAnew(view, conflict, '  Hành lang ')).toBe(true);
    expect(written).toEqual([{ incident: id, field: 'place', value: 'Hành lang', settles: [claimed] }]);
  });

  it('lets go of its buttons where a write breaks', async () => {
    const { controller } = open(() => Promise.reject(new Error('broken')));
    const { view, conflict } = viewOf('place');
    await expect(controller.resolveAnew(view, conflict, 'Hành lang')).rejects.toThrow('broken');
    expect(controller.isSaving).toBe(false);
  });
});
