/** How a fault ends: seen to be repaired, over by itself, closed, closed with its parent. */
import type { Permits } from '../intervention/permit.ts';
import type { FaultCommand } from './commands.ts';
import {
  emptyFault,
  runningSubstitutes,
  type Closing,
  type Fault,
  type FaultEvent,
  type ParentLink,
} from './fault.ts';
import { interferenceOf } from './interference.ts';
import {
  notFrom,
  type Answer,
  type Children,
  type FaultMeta,
  type FaultRefusal,
  type Faults,
} from './rules.ts';
import { opensCase } from './words.ts';

/** The log as the decision finds it: its faults, and the permits beside them (GL-15). */
export type Known = { readonly faults: Faults; readonly permits: Permits };

export type Ending = Extract<
  FaultCommand,
  { readonly type: 'accept' | 'recover' | 'close' | 'closeWithParent' }
>;
type BodyOf<Type extends Ending['type']> = Extract<Ending, { readonly type: Type }>['body'];

export function decideEnding({ faults, permits }: Known, command: Ending, meta: FaultMeta): Answer {
  const fault = faults[command.body.fault] ?? emptyFault;
  switch (command.type) {
    case 'accept':
      return accept(fault, command.body, meta);
    case 'recover':
      return recover(fault, command.body);
    case 'close':
      return close({ faults, permits }, command.body, meta);
    case 'closeWithParent':
      return closeWithParent(faults, command.body, meta);
  }
}

function accept(fault: Fault, { what }: BodyOf<'accept'>, { actor: by, at }: FaultMeta): Answer {
  if (fault.status !== 'repairing') return notFrom(fault);
  if (fault.accepted[what] !== null) return 'accepted_already';
  const other = fault.accepted[what === 'picture' ? 'recording' : 'picture'];
  const accepted: FaultEvent = { type: 'accepted', what, mark: { by, at } };
  if (other === null) return { events: [accepted] };
  return { events: [accepted, { type: 'restored', at: Math.max(at, other.at), byItself: false }] };
}

function recover(fault: Fault, { at, limitMs }: BodyOf<'recover'>): Answer {
  if (fault.status !== 'detected') return 'status_not_reachable';
  const since = fault.report?.since ?? at;
  if (at < since) return 'interval_reversed';
  if (at - since >= limitMs) return 'outage_too_long';
  return { events: [{ type: 'restored', at, byItself: true }] };
}

function close({ faults, permits }: Known, body: BodyOf<'close'>, meta: FaultMeta): Answer {
  const { actor: by, at, scope } = meta;
  const fault = faults[body.fault] ?? emptyFault;
  if (fault.status !== 'restored') return notFrom(fault);
  const { cause, endedAt, lost, note } = body;
  const running = runningSubstitutes(fault);
  if (running.length > 0 && endedAt === null) return 'substitute_end_missing';
  const isReversed = running.some(({ from }) => endedAt !== null && endedAt < from);
  if (isReversed || (lost !== null && lost.to < lost.from)) return 'interval_reversed';
  const judged = judgedBy(fault, body, { permits, by, at });
  if (typeof judged === 'string') return judged;
  const closing = { by, at, cause, lost, note, parent: null };
  const times = { endedAt: endedAt ?? at, restoredAt: fault.restored?.at ?? at };
  const link = { scope, fault: body.fault };
  return {
    events: [...judged, ...closed(fault, closing, times.endedAt)],
    children: childrenClosed(faults, link, { by, at, cause, ...times }),
  };
}

/** GL-15, KH-06: nothing is closed while nobody has said whether somebody interfered; and a cut channel is no accident. */
function judgedBy(
  fault: Fault,
  { interference, cause, note }: BodyOf<'close'>,
  { permits, by, at }: { readonly permits: Permits; readonly by: string; readonly at: number },
): readonly FaultEvent[] | FaultRefusal {
  if (interference === 'unasked') return [];
  const known = interferenceOf(fault, permits).state;
  const said = interference ?? known;
  if (said === 'unanswered') return 'interference_unanswered';
  if (opensCase(cause) && said !== 'suspected') return 'cause_is_interference';
  if (interference === null) return [];
  return [
    { type: 'judged', judgement: { by, at, verdict: interference, note, incident: incidentOf(fault) } },
  ];
}

function incidentOf({ judgement }: Fault): string | null {
  return judgement?.incident ?? null;
}

function closeWithParent(
  faults: Faults,
  body: BodyOf<'closeWithParent'>,
  { actor: by, at, scope }: FaultMeta,
): Answer {
  const fault = faults[body.fault] ?? emptyFault;
  if (fault.status !== 'merged') return notFrom(fault);
  const { parent, cause, endedAt, restoredAt } = body;
  if (fault.parent?.fault !== parent.fault || fault.parent.scope !== parent.scope) return 'parent_unsuitable';
  const end = { by, at, cause, endedAt, restoredAt };
  const link = { scope, fault: body.fault };
  return { events: closedWith(fault, parent.fault, end), children: childrenClosed(faults, link, end) };
}

/** How a parent ended: its children end with it. */
type End = Pick<Closing, 'by' | 'at' | 'cause'> & { readonly endedAt: number; readonly restoredAt: number };

function closed(fault: Fault, closing: Closing, endedAt: number): readonly FaultEvent[] {
  const ids = runningSubstitutes(fault).map(({ id }) => id);
  const ended: readonly FaultEvent[] =
    ids.length === 0 ? [] : [{ type: 'substitutes_ended', ids, at: endedAt }];
  return [...ended, { type: 'closed', closing }];
}

function closedWith(fault: Fault, parent: string, end: End): readonly FaultEvent[] {
  const { by, at, cause, endedAt, restoredAt } = end;
  return [
    { type: 'restored', at: restoredAt, byItself: false },
    ...closed(fault, { by, at, cause, lost: null, note: '', parent }, endedAt),
  ];
}

/** GL-51: children close with their parent, and theirs with them. Nothing is joined to what is joined itself, so this ends. */
function childrenClosed(faults: Faults, parent: ParentLink, end: End): Children {
  const children = Object.entries(faults).filter(
    ([, { status, parent: link }]) =>
      status === 'merged' && link?.fault === parent.fault && link.scope === parent.scope,
  );
  return children.reduce<Children>(
    (all, [id, fault]) => ({
      ...all,
      [id]: closedWith(fault, parent.fault, end),
      ...childrenClosed(faults, { ...parent, fault: id }, end),
    }),
    {},
  );
}
