import { faultKinds, type FaultCommand } from './commands.ts';
import { seenVersion } from './decide.ts';
import { emptyFault, type Fault } from './fault.ts';
import {
  emptyLog,
  foldFaultLeaf,
  type FaultLeaf,
  type TechnicalDecision,
  type TechnicalLog,
} from './fold.ts';
import type { Faults } from './rules.ts';
import { visitChecklist, type Asset } from './words.ts';

export const minute = 60_000;
/** 15/06/2021 14:00 at Pleiku. */
export const start = 1_623_740_400_000;
export const fault = '0190163d-8694-7394-8001-0242ac120002';
export const other = '0190163d-8694-7394-8001-0242ac120003';
export const third = '0190163d-8694-7394-8001-0242ac120004';
export const gate: Asset = { kind: 'camera', id: 'cam-011', name: 'Cổng chính' };
export const line: Asset = { kind: 'line', id: 'f-01', name: '' };
export const central: Asset = { kind: 'central', id: 'central', name: '' };

/** A command that does not say of which fault. */
export type Spoken = FaultCommand extends infer Command
  ? Command extends { readonly type: infer Type; readonly body: infer Body }
    ? { readonly type: Type; readonly body: Omit<Body, 'fault'> }
    : never
  : never;
/** A command with what its author saw, not yet at a place in the log. */
export type Written = Omit<FaultLeaf, 'seq'>;

let written = 0;

/** `device` writes at `at` about a fault that he has before him as `sees`. */
export function write(
  command: Spoken,
  { of = fault, device = 'a', at = start, sees = emptyFault, scope = 'faults:f-01' }: WriteOptions = {},
): Written {
  written += 1;
  const { kind, current } = faultKinds[command.type];
  return {
    opId: `0190163d-8694-7394-8002-${String(written).padStart(12, '0')}`,
    dev: device,
    inst: 1,
    n: written,
    actor: `person-${device}`,
    at,
    scope,
    base: seenVersion(sees),
    kind,
    v: current,
    body: JSON.stringify({ fault: of, ...command.body }),
  };
}

export type WriteOptions = {
  readonly of?: string;
  readonly device?: string;
  readonly at?: number;
  readonly sees?: Fault;
  readonly scope?: string;
};

export class FaultLog {
  state: TechnicalLog = emptyLog;
  readonly leaves: FaultLeaf[] = [];
  readonly decisions: (TechnicalDecision | null)[] = [];

  get faults(): Faults {
    return this.state.faults;
  }

  get fault(): Fault {
    return this.faults[fault] ?? emptyFault;
  }

  append(one: Written): TechnicalDecision {
    const leaf = { ...one, seq: this.leaves.length + 1 };
    const { log, decision } = foldFaultLeaf(this.state, leaf);
    this.leaves.push(leaf);
    this.decisions.push(decision);
    this.state = log;
    if (decision === null) throw new Error('the command can be read');
    return decision;
  }

  /** Says it having seen all of the log. */
  say(command: Spoken, options: WriteOptions = {}): TechnicalDecision {
    const sees = this.faults[options.of ?? fault] ?? emptyFault;
    return this.append(write(command, { sees, ...options }));
  }
}

export const say = {
  report: (change: object = {}): Spoken => ({
    type: 'report',
    body: {
      asset: gate,
      symptom: 'no_picture',
      detail: '',
      since: start,
      permit: '',
      proposal: null,
      ...change,
    },
  }),
  substitute: (change: object = {}): Spoken => ({
    type: 'substitute',
    body: {
      measure: 'patrol',
      person: 'Siu H’Liêm',
      everyMs: 30 * minute,
      from: start,
      replaces: [],
      ...change,
    },
  }),
  check: (substitute: string, isNormal = true): Spoken => ({
    type: 'check',
    body: { substitute, isNormal, note: '' },
  }),
  join: (parent: string, scope = 'faults:f-01'): Spoken => ({
    type: 'join',
    body: { parent: { scope, fault: parent } },
  }),
  assign: (change: object = {}): Spoken => ({
    type: 'assign',
    body: { to: 'operator', person: 'Puih Thanh Tùng', target: start + 240 * minute, ...change },
  }),
  start: (change: object = {}): Spoken => ({
    type: 'start',
    body: { isOnSite: true, visitors: ['Puih Thanh Tùng'], checklist: [...visitChecklist], ...change },
  }),
  park: (): Spoken => ({ type: 'park', body: { reason: 'Chờ bộ nguồn' } }),
  accept: (what: 'picture' | 'recording'): Spoken => ({ type: 'accept', body: { what } }),
  recover: (at: number, limitMs = 5 * minute): Spoken => ({ type: 'recover', body: { at, limitMs } }),
  close: (change: object = {}): Spoken => ({
    type: 'close',
    body: {
      cause: 'power',
      endedAt: start + 130 * minute,
      lost: null,
      note: '',
      interference: 'none',
      ...change,
    },
  }),
  judge: (change: object = {}): Spoken => ({
    type: 'judge',
    body: { verdict: 'none', note: '', incident: null, ...change },
  }),
  closeWithParent: (parent: string, scope = 'faults:central'): Spoken => ({
    type: 'closeWithParent',
    body: {
      parent: { scope, fault: parent },
      cause: 'central_system',
      endedAt: start + 61 * minute,
      restoredAt: start + 60 * minute,
    },
  }),
  note: (): Spoken => ({ type: 'note', body: { text: 'Đã gọi tổng đài' } }),
};

const path = [
  say.report(),
  say.substitute(),
  say.assign(),
  say.start(),
  say.accept('picture'),
  say.accept('recording'),
  say.close(),
];
const steps = { detected: 1, substituted: 2, assigned: 3, repairing: 4, restored: 6, closed: 7 };

/** A log in which the fault stands there, on the plain way. */
export function logAt(status: keyof typeof steps | 'parked' | 'merged' | 'unknown'): FaultLog {
  const log = new FaultLog();
  if (status === 'unknown') return log;
  if (status === 'merged') {
    log.say(say.report({ asset: line }), { of: other });
    log.say(say.report());
    log.say(say.join(other));
    return log;
  }
  const count = status === 'parked' ? steps.repairing : steps[status];
  for (const command of path.slice(0, count)) log.say(command);
  if (status === 'parked') log.say(say.park());
  return log;
}
