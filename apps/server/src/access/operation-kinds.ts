import { readEvent } from '@truc/domain/events';
import { amendmentKinds } from '@truc/domain/logbook';
import { incidentKinds } from '@truc/domain/incident';
import { faultActionsOf, incidentActionOf } from '@truc/domain/policy';
import { isShiftKind, shiftKinds } from '@truc/domain/shift';
import { clockChangedKind, ClockChangedSchema, clockChangedVersion } from '@truc/sync/protocol';
import type { OperationHeader } from '@truc/sync/protocol';
import * as v from 'valibot';
import type { Rights } from './rights.ts';

/** Whether this person may write an operation of this kind, with this body, into its scope. */
export function maySay(rights: Rights, header: OperationHeader, body: string | null): boolean {
  const { scope, kind, v: version } = header;
  if (kind === amendmentKinds.countersign.kind) return rights.mayCountersign(scope);
  if (scope.startsWith('post:') && isShiftKind(kind))
    return wordsOfAccount.has(kind) ? rights.mayAccountForWatch(scope) : rights.mayHandOverShift(scope);
  if (scope.startsWith('faults:') && kind !== clockChangedKind)
    return faultActionsOf(kind, version, body).some((action) => rights.mayOnFault(scope, action));
  // What the device says of itself needs no more right than to work there.
  const isOfIncidents = scope.startsWith('facility:') || scope.startsWith('misuse:');
  if (!isOfIncidents || kind === clockChangedKind) return rights.mayWrite(scope);
  return rights.mayInIncident(scope, incidentActionOf(kind, askedStatus(header, body)));
}

/** What whoever answers for the watch says of it, who need not be on it. */
const wordsOfAccount = new Set([
  shiftKinds.explainGap.kind,
  shiftKinds.chooseAcceptance.kind,
  shiftKinds.endByException.kind,
]);

/** Whether it can be read, and is of a kind that stands in such a scope. */
export function mayStandIn(header: OperationHeader, body: string): boolean {
  if (header.kind === clockChangedKind) return isClockChange(header, body);
  const { status, homes } = readEvent(header, body);
  return status === 'read' && homes.some((home) => header.scope.startsWith(`${home}:`));
}

/** GL-18: a report of misuse in a facility's own log, where the one whom it concerns could read it. */
export function isMisuseInFacility(
  { scope, kind, v: version }: OperationHeader,
  body: string | null,
): boolean {
  if (!scope.startsWith('facility:') || kind !== incidentKinds.report.kind || body === null) return false;
  const reading = incidentKinds.report.read(version, body);
  return reading.status === 'read' && reading.event.kind === 'misuse';
}

function askedStatus({ kind, v: version }: OperationHeader, body: string | null): string | null {
  if (kind !== incidentKinds.changeStatus.kind || body === null) return null;
  const reading = incidentKinds.changeStatus.read(version, body);
  return reading.status === 'read' ? reading.event.to : null;
}

function isClockChange({ v: version }: OperationHeader, body: string): boolean {
  if (version !== clockChangedVersion) return false;
  try {
    return v.is(ClockChangedSchema, JSON.parse(body));
  } catch {
    // Not JSON: unreadable is the answer, and the octets are kept all the same.
    return false;
  }
}
