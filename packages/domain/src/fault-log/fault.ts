/**
 * A technical fault (sự cố kỹ thuật): reported by anybody, never left without substitute supervision, repaired, accepted with
 * picture and recording, closed with its cause (GL-24, GL-25, KH-19).
 *
 *     detected ─▶ substituted ─▶ assigned ─▶ repairing ─▶ restored ─▶ closed
 *        │  │          │                      ▲   │
 *        │  │          │                      └ parked           the same asset again within 24 h: a new fault, linked
 *        │  └──────────┴────▶ merged into a parent ─▶ closed (with it)
 *        └─▶ restored (by itself, within minutes)
 *
 * Its log holds commands; the server and every reader fold them by `decide` and `evolve` to the same state. Times in ms.
 */
import { exhaustive } from '@truc/base';
import type { Acceptance, Asset, Assignee, Cause, Measure, Symptom, Verdict } from './words.ts';

export const faultStatuses = [
  'detected',
  'substituted',
  'assigned',
  'repairing',
  'parked',
  'restored',
  'closed',
  'merged',
] as const;
export type FaultStatus = (typeof faultStatuses)[number];

/** Who said or did something, and when by his device's clock as it was put right. */
export type Mark = { readonly by: string; readonly at: number };

export type Check = Mark & { readonly isNormal: boolean; readonly note: string };

export type Substitute = {
  /** The operation that began it. */
  readonly id: string;
  readonly measure: Measure;
  /** Who stands in for the camera, by name. */
  readonly person: string;
  /** A check is due so long after the last one. */
  readonly everyMs: number;
  readonly from: number;
  /** Null while it runs. */
  readonly until: number | null;
  readonly by: string;
  /** By time. */
  readonly checks: readonly Check[];
};

export type Report = Mark & {
  readonly asset: Asset;
  readonly symptom: Symptom;
  readonly detail: string;
  readonly since: number;
  /** The permit under which somebody works on it, where there is one. */
  readonly permit: string;
  /** What the system had proposed, where a person confirmed that. */
  readonly proposal: string | null;
  /** The fault of the same asset that was closed less than a day before (tái diễn). */
  readonly recurs: string | null;
};

export type Assignment = Mark & {
  readonly to: Assignee;
  readonly person: string;
  readonly target: number;
};

export type Visit = Mark & { readonly isOnSite: boolean; readonly visitors: readonly string[] };

/** Of which stretch nothing was recorded; null: the recording has no gap. */
export type LostRecording = { readonly from: number; readonly to: number } | null;

export type Closing = Mark & {
  readonly cause: Cause;
  readonly lost: LostRecording;
  readonly note: string;
  /** The parent with which it was closed. */
  readonly parent: string | null;
};

/** `scope`: the log that the parent stands in. */
export type ParentLink = { readonly scope: string; readonly fault: string };

/** By which command it was last changed, and what that command's author had seen. */
export type Version = {
  readonly seq: number;
  readonly base: number;
  readonly dev: string | null;
  readonly inst: number;
  /** Its number on that device. */
  readonly n: number;
};

/** What a person answers to "nghi can thiệp trái phép?". `incident`: the case that was opened for it. */
export type Judgement = Mark & {
  readonly verdict: Verdict;
  readonly note: string;
  readonly incident: string | null;
};

export type Fault = {
  readonly status: FaultStatus;
  readonly version: Version;
  /** Null where the log came back without it. */
  readonly report: Report | null;
  readonly substitutes: readonly Substitute[];
  readonly parent: ParentLink | null;
  readonly assignment: Assignment | null;
  readonly visits: readonly Visit[];
  readonly parked: (Mark & { readonly reason: string }) | null;
  readonly accepted: { readonly [Name in Acceptance]: Mark | null };
  readonly restored: { readonly at: number; readonly byItself: boolean } | null;
  /** The newest answer to the question of interference (GL-15); null while nobody gave one. */
  readonly judgement: Judgement | null;
  readonly closing: Closing | null;
};

export type FaultEvent =
  | { readonly type: 'reported'; readonly report: Report }
  | { readonly type: 'substitute_began'; readonly substitute: Substitute }
  | { readonly type: 'substitutes_ended'; readonly ids: readonly string[]; readonly at: number }
  | { readonly type: 'checked'; readonly substitute: string; readonly check: Check }
  | { readonly type: 'joined'; readonly parent: ParentLink }
  | { readonly type: 'assigned'; readonly assignment: Assignment }
  | { readonly type: 'repair_began'; readonly visit: Visit }
  | { readonly type: 'parked'; readonly reason: string; readonly by: string; readonly at: number }
  | { readonly type: 'accepted'; readonly what: Acceptance; readonly mark: Mark }
  | { readonly type: 'restored'; readonly at: number; readonly byItself: boolean }
  | { readonly type: 'judged'; readonly judgement: Judgement }
  | { readonly type: 'closed'; readonly closing: Closing };

const nothingAccepted = { picture: null, recording: null };

/** Before its first command: a log may come back from a backup without its beginning. */
export const emptyFault: Fault = {
  status: 'detected',
  version: { seq: 0, base: 0, dev: null, inst: 0, n: 0 },
  report: null,
  substitutes: [],
  parent: null,
  assignment: null,
  visits: [],
  parked: null,
  accepted: nothingAccepted,
  restored: null,
  judgement: null,
  closing: null,
};

export function evolve(fault: Fault, event: FaultEvent): Fault {
  switch (event.type) {
    case 'reported':
      return { ...fault, report: event.report };
    case 'substitute_began': {
      const status = fault.status === 'detected' ? 'substituted' : fault.status;
      return { ...fault, status, substitutes: [...fault.substitutes, event.substitute] };
    }
    case 'substitutes_ended':
      return { ...fault, substitutes: fault.substitutes.map((one) => endedBy(one, event)) };
    case 'checked':
      return { ...fault, substitutes: fault.substitutes.map((one) => checkedBy(one, event)) };
    case 'joined':
      return { ...fault, status: 'merged', parent: event.parent };
    case 'assigned':
      return { ...fault, status: 'assigned', assignment: event.assignment };
    case 'repair_began':
      return { ...fault, status: 'repairing', visits: [...fault.visits, event.visit], parked: null };
    case 'parked': {
      const { reason, by, at } = event;
      // What was seen before the wait says nothing about what will be repaired after it.
      return { ...fault, status: 'parked', parked: { reason, by, at }, accepted: nothingAccepted };
    }
    case 'accepted':
      return { ...fault, accepted: { ...fault.accepted, [event.what]: event.mark } };
    case 'restored':
      return { ...fault, status: 'restored', restored: { at: event.at, byItself: event.byItself } };
    case 'judged':
      return { ...fault, judgement: event.judgement };
    case 'closed':
      return { ...fault, status: 'closed', closing: event.closing };
    default:
      return exhaustive(event);
  }
}

type Ended = Extract<FaultEvent, { readonly type: 'substitutes_ended' }>;

function endedBy(one: Substitute, { ids, at }: Ended): Substitute {
  return ids.includes(one.id) && one.until === null ? { ...one, until: Math.max(at, one.from) } : one;
}

type Checked = Extract<FaultEvent, { readonly type: 'checked' }>;

function checkedBy(one: Substitute, { substitute, check }: Checked): Substitute {
  if (one.id !== substitute) return one;
  return { ...one, checks: [...one.checks, check].toSorted((a, b) => a.at - b.at) };
}

export function runningSubstitutes({ substitutes }: Fault): readonly Substitute[] {
  return substitutes.filter(({ until }) => until === null);
}

/** Neither closed, nor told by its parent. */
export function isOpen({ status }: Fault): boolean {
  return status !== 'closed';
}

/** GL-25: the picture is gone and nobody stands in for it. */
export function isUnwatched(fault: Fault): boolean {
  const isOut = fault.status !== 'closed' && fault.status !== 'restored';
  return isOut && runningSubstitutes(fault).length === 0;
}
