/** A person's command on an incident, as the form makes it: from what the tablet holds of it at that moment. */
import {
  emptyIncident,
  incidentKinds,
  incidentStatuses,
  nextStatuses,
  seenVersions,
  severities,
  type AnyValue,
  type FieldName,
  type Incident,
} from '@truc/domain/incident';
import type { Json } from '@truc/sync/protocol';
import { facility, incidentsOf } from '../world/incident-rules.ts';
import type { Tablet } from '../world/tablet.ts';
import type { CommandName, PlanEvent } from './plan.ts';

type CommandEvent = Extract<PlanEvent, { readonly what: 'command' }>;

export function writeCommand(tablet: Tablet, event: CommandEvent): void {
  const { awake, writer, replica } = tablet;
  const tab = awake[event.tab % Math.max(1, awake.length)];
  if (tab === undefined) return;
  const id = `00000000-0000-4000-8000-${String(event.incident).padStart(12, '0')}`;
  const incident = incidentsOf(replica.leaves.get(facility) ?? [])[id] ?? emptyIncident;
  const { type, body } = bodyOf(event, incident);
  const { kind } = incidentKinds[type];
  tablet.write(tab, {
    scope: facility,
    kind,
    v: 1,
    actor: writer,
    body: { incident: id, ...body },
    base: seenVersions(incident),
  });
}

type Made = { readonly type: keyof typeof incidentKinds; readonly body: Readonly<Record<string, Json>> };

function bodyOf({ command, field, value }: CommandEvent, incident: Incident): Made {
  const chosen = jsonOf(valueOf(field, value));
  const makers: Readonly<Record<CommandName, () => Made>> = {
    open: () => ({
      type: 'open',
      body: { fields: { ...fieldsOf(incident), [field]: chosen, title: `Sự việc ${value}` } },
    }),
    set: () => ({ type: 'set', body: { fields: { [field]: chosen } } }),
    note: () => ({ type: 'note', body: { text: `ghi chú ${value}` } }),
    status: () => {
      const { status: expected } = incident;
      const next = nextStatuses(expected);
      const to = next[value % next.length] ?? incidentStatuses[0];
      return { type: 'changeStatus', body: { expected, to, reason: 'vì' } };
    },
    resolve: () => resolve(incident) ?? makers.set(),
  };
  return makers[command]();
}

/** Takes the last of the claims that stand open before this person. */
function resolve({ conflicts }: Incident): Made | null {
  const [conflict] = conflicts;
  const claim = conflict?.claims.at(-1);
  if (conflict === undefined || claim === undefined) return null;
  const settles = conflict.claims.map(({ opId }) => opId);
  return { type: 'resolve', body: { field: conflict.field, value: jsonOf(claim.value), settles } };
}

function fieldsOf({ fields }: Incident): Record<string, Json> {
  return Object.fromEntries(Object.entries(fields).map(([name, { value }]) => [name, jsonOf(value)]));
}

function valueOf(field: FieldName, value: number): AnyValue {
  if (field === 'severity') return severities[value % severities.length] ?? 'high';
  if (field === 'casualties') return value;
  return field === 'cameras' ? [`camera-${value}`] : `${field} ${value}`;
}

function jsonOf(value: AnyValue): Json {
  return typeof value === 'object' && value !== null ? [...value] : value;
}
