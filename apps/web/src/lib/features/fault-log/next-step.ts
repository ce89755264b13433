import { runningSubstitutes, type Fault } from '@truc/domain/fault-log';
import type { FaultAction } from '@truc/domain/policy';

/** What somebody can do with a fault now. */
export const steps = [
  'substitute',
  'recover',
  'join',
  'assign',
  'start',
  'accept_picture',
  'accept_recording',
  'park',
  'close',
  'close_with_parent',
] as const;
export type Step = (typeof steps)[number];

/** Whose turn it is, where it is not this person's. */
export type Waiting = 'substitute' | 'assign' | 'start' | 'picture' | 'recording' | 'close' | 'parent' | null;

export type NextSteps = {
  /** The one that is asked for first. */
  readonly primary: Step | null;
  readonly others: readonly Step[];
  readonly waiting: Waiting;
};

export type StepQuestion = {
  readonly fault: Fault;
  readonly may: readonly FaultAction[];
  readonly now: number;
  readonly shortOutageMs: number;
  /** Whether the parent is seen to be closed while this child is not. */
  readonly isParentClosed: boolean;
};

/** The next step of a fault for this person: what the duties ask for first (GL-25), then what else he may do. */
export function nextSteps(question: StepQuestion): NextSteps {
  const { fault, may } = question;
  const isMine = (step: Step) => rights[step].some((action) => may.includes(action));
  const { main, beside } = stepsOf(question);
  const [primary = null, ...rest] = main.filter(isMine);
  const others = [...rest, ...beside.filter(isMine)];
  const isHisTurn = primary !== null && primary === main[0];
  return { primary, others, waiting: isHisTurn ? null : waitingFor(fault) };
}

const rights: Readonly<Record<Step, readonly FaultAction[]>> = {
  substitute: ['set_substitute'],
  recover: ['set_substitute'],
  join: ['join_fault'],
  assign: ['coordinate_fault', 'assign_own_fault'],
  start: ['repair_fault'],
  accept_picture: ['set_substitute'],
  accept_recording: ['repair_fault'],
  park: ['repair_fault'],
  close: ['close_fault'],
  close_with_parent: ['close_fault'],
};

/** `main`: the way to its end, the next one first. `beside`: what can be done as well. */
type Wanted = { readonly main: readonly Step[]; readonly beside: readonly Step[] };

function stepsOf({ fault, now, shortOutageMs, isParentClosed }: StepQuestion): Wanted {
  const { status, report, accepted } = fault;
  switch (status) {
    case 'detected': {
      const isShort = report !== null && now - report.since < shortOutageMs;
      return { main: ['substitute'], beside: isShort ? ['recover', 'join'] : ['join'] };
    }
    case 'substituted':
      return { main: ['assign'], beside: ['join', 'substitute'] };
    case 'assigned':
      return { main: ['start'], beside: ['substitute', 'assign'] };
    case 'repairing': {
      const open: Step[] = [];
      if (accepted.picture === null) open.push('accept_picture');
      if (accepted.recording === null) open.push('accept_recording');
      return { main: open, beside: ['park', 'substitute'] };
    }
    case 'parked':
      return { main: ['start'], beside: ['substitute'] };
    case 'restored':
      return { main: ['close'], beside: [] };
    case 'merged': {
      if (isParentClosed) return { main: ['close_with_parent'], beside: [] };
      return runningSubstitutes(fault).length === 0
        ? { main: ['substitute'], beside: [] }
        : { main: [], beside: ['substitute'] };
    }
    case 'closed':
      return { main: [], beside: [] };
  }
}

function waitingFor(fault: Fault): Waiting {
  switch (fault.status) {
    case 'detected':
      return 'substitute';
    case 'substituted':
      return 'assign';
    case 'assigned':
    case 'parked':
      return 'start';
    case 'repairing':
      return fault.accepted.picture === null ? 'picture' : 'recording';
    case 'restored':
      return 'close';
    case 'merged':
      return runningSubstitutes(fault).length === 0 ? 'substitute' : 'parent';
    case 'closed':
      return null;
  }
}
