/** What becomes of a command on an incident. Pure, and the same on the server and on every reader. */
import {
  fieldNames,
  isLegal,
  sensitiveFields,
  type AnyValue,
  type FieldName,
  type Incident,
  type IncidentEvent,
  type Version,
} from './incident.ts';
import type { CaseCommand } from './case-commands.ts';
import { systemActor } from './case-steps.ts';
import { decideCase } from './decide-case.ts';
import { reportMisuse } from './decide-misuse.ts';
import type { CommandMeta, Decision } from './decision.ts';
import type { ExportedBody } from './exported.ts';
import type { ReportMisuseBody } from './misuse-commands.ts';
import type { ChangeStatusBody, NoteBody, OpenBody, ResolveBody, SetFieldsBody } from './commands.ts';

export type IncidentCommand =
  | { readonly type: 'open'; readonly body: OpenBody }
  | { readonly type: 'set'; readonly body: SetFieldsBody }
  | { readonly type: 'note'; readonly body: NoteBody }
  | { readonly type: 'changeStatus'; readonly body: ChangeStatusBody }
  | { readonly type: 'resolve'; readonly body: ResolveBody }
  | { readonly type: 'reportMisuse'; readonly body: ReportMisuseBody }
  | { readonly type: 'exported'; readonly body: ExportedBody }
  | CaseCommand;

export function decide(incident: Incident, command: IncidentCommand, meta: CommandMeta): Decision {
  // GL-18: whom a case is about has no word in it, whatever roles he holds.
  if (incident.violation?.named?.includes(meta.actor) === true) return refusedAs('named_in_case');
  switch (command.type) {
    case 'open':
      return open(incident, command.body, meta);
    case 'set':
      return setFields(incident, command.body.fields, meta);
    case 'note':
      return { status: 'accepted', code: null, events: [], fault: null };
    case 'changeStatus':
      return changeStatus(incident, command.body, meta);
    case 'resolve':
      return resolve(incident, command.body, meta);
    case 'reportMisuse':
      return meta.actor === systemActor
        ? reportMisuse(incident, command.body, { meta, setFields })
        : refusedAs('not_the_system');
    case 'exported':
      return meta.actor === systemActor
        ? { status: 'accepted', code: null, events: [], fault: null }
        : refusedAs('not_the_system');
    default:
      return decideCase(incident, command, { meta, setFields, applied });
  }
}

function refusedAs(fault: 'named_in_case' | 'not_the_system'): Decision {
  return { status: 'rejected', code: 'actor_not_permitted', events: [], fault };
}

/** The versions that somebody who sees `incident` names in his next command. */
export function seenVersions(incident: Incident): Record<string, number> {
  const versions: Record<string, number> = { status: incident.statusVersion.seq };
  for (const name of fieldNames) versions[name] = incident.fields[name].version.seq;
  return versions;
}

function open(incident: Incident, { fields }: OpenBody, meta: CommandMeta): Decision {
  const set = setFields(incident, fields, meta);
  if (incident.opened !== null) return set;
  return { ...set, events: [{ type: 'opened', by: meta.actor, seq: meta.seq }, ...set.events] };
}

function setFields(incident: Incident, fields: SetFieldsBody['fields'], meta: CommandMeta): Decision {
  const events = fieldNames.flatMap((field) => {
    const value = fields[field];
    return value === undefined ? [] : writeField(incident, { field, value }, meta);
  });
  if (events.some(({ type }) => type === 'claim_raised'))
    return { status: 'conflict', code: 'field_conflict', events, fault: null };
  return applied(incident, events, meta);
}

type Write = { readonly field: FieldName; readonly value: AnyValue };

function writeField(incident: Incident, { field, value }: Write, meta: CommandMeta): IncidentEvent[] {
  const held = incident.fields[field];
  const isSensitive = sensitiveFields.has(field);
  const knows = isSensitive
    ? [...sensitiveFields].every((name) => saw(incident.fields[name].version, name, meta))
    : saw(held.version, field, meta);
  if (knows) return [{ type: 'field_set', field, value, version: versionOf(field, meta) }];
  // Two who wrote the same agree, except where lives hang on it: "one hurt" twice may be two people.
  if (!isSensitive && isSame(held.value, value)) return [];
  const { opId, seq, actor } = meta;
  return [{ type: 'claim_raised', field, claim: { opId, seq, by: actor, value } }];
}

function changeStatus(incident: Incident, { expected, to }: ChangeStatusBody, meta: CommandMeta): Decision {
  const { status, opened, violation } = incident;
  if (violation !== null)
    return { status: 'rejected', code: 'stale_state', events: [], fault: 'needs_own_step' };
  // [ĐX] Who recorded it does not declare it remedied (GL-07).
  if (to === 'closed' && opened?.by === meta.actor)
    return { status: 'rejected', code: 'actor_not_permitted', events: [], fault: 'closer_is_recorder' };
  if (status === to && status !== expected)
    return { status: 'merged', code: 'parallel_update', events: [], fault: null };
  if (!isLegal(status, to)) return { status: 'rejected', code: 'stale_state', events: [], fault: null };
  const events: IncidentEvent[] = [{ type: 'status_changed', to, version: versionOf('status', meta) }];
  return status === expected
    ? applied(incident, events, meta)
    : { status: 'merged', code: 'parallel_update', events, fault: null };
}

function resolve(incident: Incident, { field, value, settles }: ResolveBody, meta: CommandMeta): Decision {
  const open = incident.conflicts.find((conflict) => conflict.field === field);
  const settled = settles.filter((opId) => open?.claims.some((claim) => claim.opId === opId));
  const chosen = value as AnyValue;
  const written = writeField(incident, { field, value: chosen }, meta);
  // Somebody else chose, or wrote, meanwhile: this choice is one more claim, and the card stays.
  if (written.some(({ type }) => type === 'claim_raised'))
    return { status: 'conflict', code: 'field_conflict', events: written, fault: null };
  const events: readonly IncidentEvent[] = [...written, { type: 'claims_settled', field, opIds: settled }];
  return applied(incident, events, meta);
}

function applied(incident: Incident, events: readonly IncidentEvent[], meta: CommandMeta): Decision {
  const knowsAll =
    saw(incident.statusVersion, 'status', meta) &&
    fieldNames.every((name) => saw(incident.fields[name].version, name, meta));
  return knowsAll
    ? { status: 'accepted', code: null, events, fault: null }
    : { status: 'merged', code: 'parallel_update', events, fault: null };
}

/**
 * Whether the author saw this version: he names it, or one after it, or it is his own device's, which had no number for it
 * yet but knew it, written before by somebody who saw no more than he did. (What is adopted comes after what was written later.)
 */
function saw(version: Version, name: string, { base, dev, inst, n }: CommandMeta): boolean {
  const seen = base[name] ?? 0;
  const isOwn = version.dev === dev && version.inst === inst && version.n < n;
  return seen >= version.seq || (isOwn && seen >= version.base);
}

function versionOf(name: string, { seq, base, actor, dev, inst, n }: CommandMeta): Version {
  return { seq, base: base[name] ?? 0, by: actor, dev, inst, n };
}

export function isSame(a: AnyValue, b: AnyValue): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
