/** What becomes of a command on a fault. Pure, and the same on the server and on every reader. */
import type { FaultCommand, ReportBody } from './commands.ts';
import { decideEnding, type Known } from './decide-ending.ts';
import { emptyFault, runningSubstitutes, type Fault, type FaultEvent } from './fault.ts';
import {
  centralFaults,
  isIn,
  isSame,
  notFrom,
  type Answer,
  type Children,
  type FaultMeta,
  type FaultRefusal,
  type Faults,
} from './rules.ts';
import { visitChecklist, type Asset } from './words.ts';

/** `rejected`: not applied; its words stay in the timeline. `merged`: applied, and others had changed something meanwhile. */
export type FaultDecision = {
  readonly status: 'accepted' | 'merged' | 'rejected';
  readonly code: 'parallel_update' | 'stale_state' | null;
  readonly refusal: FaultRefusal | null;
  readonly events: readonly FaultEvent[];
  /** Children that close with this fault: what becomes of each. */
  readonly children: Children;
};

export const recurrenceMs = 24 * 60 * 60_000;

export function decide(known: Known, command: FaultCommand, meta: FaultMeta): FaultDecision {
  const { faults } = known;
  const fault = faults[command.body.fault] ?? emptyFault;
  const answer = command.type === 'report' ? report(faults, command.body, meta) : act(known, command, meta);
  if (typeof answer === 'string') return rejected(answer);
  const { events, children = {}, isParallel = false } = answer;
  const isMerged = isParallel || !saw(fault, meta);
  return {
    status: isMerged ? 'merged' : 'accepted',
    code: isMerged ? 'parallel_update' : null,
    refusal: null,
    events,
    children,
  };
}

/** The version that somebody who sees `fault` names in his next command. */
export function seenVersion({ version }: Fault): Record<string, number> {
  return { fault: version.seq };
}

type Act = Exclude<FaultCommand, { readonly type: 'report' }>;

function act({ faults, permits }: Known, command: Act, meta: FaultMeta): Answer {
  const fault = faults[command.body.fault] ?? emptyFault;
  if (command.type === 'note') return { events: [] };
  if (fault.report === null) return 'not_reported';
  const { actor: by, at } = meta;
  switch (command.type) {
    case 'substitute':
      return substitute(fault, command.body, meta);
    case 'check': {
      const { substitute: id, isNormal, note } = command.body;
      const watched = fault.substitutes.find((one) => one.id === id);
      if (watched === undefined || at < watched.from) return 'substitute_not_running';
      // One that was done while it ran and comes late still counts.
      if (watched.until !== null && at > watched.until) return 'substitute_not_running';
      return { events: [{ type: 'checked', substitute: id, check: { by, at, isNormal, note } }] };
    }
    case 'join':
      return join(faults, command.body, meta);
    case 'assign': {
      if (!isIn(fault, ['substituted', 'assigned'])) return notFrom(fault);
      if (runningSubstitutes(fault).length === 0) return 'substitute_missing';
      const { to, person, target } = command.body;
      return { events: [{ type: 'assigned', assignment: { to, person, target, by, at } }] };
    }
    case 'start': {
      if (!isIn(fault, ['assigned', 'parked'])) return notFrom(fault);
      const { isOnSite, visitors, checklist } = command.body;
      if (isOnSite && visitors.length === 0) return 'visitor_missing';
      if (isOnSite && !visitChecklist.every((item) => checklist.includes(item))) return 'visit_unchecked';
      return { events: [{ type: 'repair_began', visit: { isOnSite, visitors, by, at } }] };
    }
    case 'park': {
      if (fault.status !== 'repairing') return notFrom(fault);
      if (runningSubstitutes(fault).length === 0) return 'substitute_missing';
      return { events: [{ type: 'parked', reason: command.body.reason, by, at }] };
    }
    case 'judge': {
      const { verdict, note, incident } = command.body;
      return { events: [{ type: 'judged', judgement: { by, at, verdict, note, incident } }] };
    }
    case 'accept':
    case 'recover':
    case 'close':
    case 'closeWithParent':
      return decideEnding({ faults, permits }, command, meta);
  }
}

function report(faults: Faults, body: ReportBody, { actor, at, scope }: FaultMeta): Answer {
  const { fault: id, asset, symptom, detail, since, permit, proposal } = body;
  if (faults[id] !== undefined && faults[id].report !== null) return 'already_reported';
  if ((asset.kind === 'central') !== (scope === centralFaults)) return 'asset_elsewhere';
  const recurs = recurrenceOf(faults, asset, since);
  const reported: FaultEvent = {
    type: 'reported',
    report: { by: actor, at, asset, symptom, detail, since, permit, proposal, recurs },
  };
  const twin = openTwin(faults, body);
  if (twin === null) return { events: [reported] };
  // Two who report the same asset while they do not see each other speak of one fault.
  const parent = faults[twin]?.parent ?? { scope, fault: twin };
  return { events: [reported, { type: 'joined', parent }], isParallel: true };
}

/** The open fault of the same asset. */
function openTwin(faults: Faults, { fault: id, asset }: ReportBody): string | null {
  const found = Object.entries(faults).find(
    ([other, { report: told, status }]) =>
      other !== id &&
      told !== null &&
      isSame(told.asset, asset) &&
      status !== 'closed' &&
      status !== 'restored',
  );
  return found?.[0] ?? null;
}

function recurrenceOf(faults: Faults, asset: Asset, since: number): string | null {
  const [newest] = Object.entries(faults)
    .flatMap(([id, { report: told, closing, restored }]) => {
      const at = closing?.at ?? restored?.at ?? null;
      const isOfAsset = told !== null && isSame(told.asset, asset);
      return isOfAsset && at !== null && since - at < recurrenceMs ? [{ id, at }] : [];
    })
    .toSorted((a, b) => b.at - a.at);
  return newest?.id ?? null;
}

type SubstituteBody = Extract<Act, { readonly type: 'substitute' }>['body'];

function substitute(fault: Fault, body: SubstituteBody, { opId, actor }: FaultMeta): Answer {
  if (isIn(fault, ['restored', 'closed'])) return notFrom(fault);
  const { measure, person, everyMs, from, replaces } = body;
  const running = runningSubstitutes(fault).map(({ id }) => id);
  const ids = running.filter((id) => replaces.includes(id));
  const began: FaultEvent = {
    type: 'substitute_began',
    substitute: { id: opId, measure, person, everyMs, from, until: null, by: actor, checks: [] },
  };
  const ended: readonly FaultEvent[] = ids.length === 0 ? [] : [{ type: 'substitutes_ended', ids, at: from }];
  // One that he did not know of runs on beside it: two who watch are better than none.
  return { events: [...ended, began], isParallel: ids.length < running.length };
}

type JoinBody = Extract<Act, { readonly type: 'join' }>['body'];

function join(faults: Faults, { fault: id, parent }: JoinBody, { scope }: FaultMeta): Answer {
  const fault = faults[id] ?? emptyFault;
  if (!isIn(fault, ['detected', 'substituted'])) return notFrom(fault);
  // A parent in the central log is not to be seen from here.
  if (parent.scope !== scope)
    return parent.scope === centralFaults ? { events: [{ type: 'joined', parent }] } : 'parent_unsuitable';
  const found = faults[parent.fault];
  const isSuitable =
    parent.fault !== id &&
    found !== undefined &&
    found.report !== null &&
    found.report.asset.kind !== 'camera' &&
    !isIn(found, ['closed', 'merged', 'restored']);
  return isSuitable ? { events: [{ type: 'joined', parent }] } : 'parent_unsuitable';
}

function rejected(refusal: FaultRefusal): FaultDecision {
  return { status: 'rejected', code: 'stale_state', refusal, events: [], children: {} };
}

/** Whether the author saw this version: he names it, or one after it, or it is his own device's, which had no number for it yet. */
function saw({ version }: Fault, { base, dev, inst, n }: FaultMeta): boolean {
  const seen = base['fault'] ?? 0;
  const isOwn = version.dev === dev && version.inst === inst && version.n < n;
  return seen >= version.seq || (isOwn && seen >= version.base);
}
