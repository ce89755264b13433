import { checksOf } from '../fault-log/checks.ts';
import { isOpen, runningSubstitutes, type Fault, type Substitute } from '../fault-log/fault.ts';
import type { Permit } from '../intervention/permit.ts';
import type { Matter } from './matter.ts';

export type TechnicalQuestion = {
  readonly scope: string;
  readonly facility: string | null;
  readonly faults: Readonly<Record<string, Fault>>;
  readonly permits: Readonly<Record<string, Permit>>;
  readonly now: number;
  /** How long a check may be overdue before somebody besides the watch is called. */
  readonly afterMs: number;
};

/** GL-15, GL-25: checks upon substitutes that nobody makes, also those of a permit, and permits that wait for the authority. */
export function technicalMatters(question: TechnicalQuestion): readonly Matter[] {
  const { faults, permits, now } = question;
  const standing = Object.entries(faults).flatMap(([id, fault]) =>
    isOpen(fault) ? runningSubstitutes(fault).map((substitute) => ({ id, substitute })) : [],
  );
  const atWork = Object.entries(permits).flatMap(([id, { substitute, ended }]) =>
    substitute !== null && substitute.until === null && ended === null ? [{ id, substitute }] : [],
  );
  const asked = Object.entries(permits).filter(([, { status, to }]) => status === 'asked' && now <= to);
  return [
    ...[...standing, ...atWork].flatMap((one) => missedCheck(one, question)),
    ...asked.map(([id, permit]) => waitingPermit(id, permit, question)),
  ];
}

function missedCheck(
  { id, substitute }: { readonly id: string; readonly substitute: Substitute },
  { scope, facility, now, afterMs }: TechnicalQuestion,
): Matter[] {
  const { dueAt } = checksOf(substitute, now);
  if (dueAt === null || dueAt + afterMs > now) return [];
  const key = `check_due ${scope} ${substitute.id} ${dueAt}`;
  return [{ key, kind: 'check_due', scope, facility, about: id, since: dueAt, except: [] }];
}

function waitingPermit(id: string, { asked }: Permit, { scope, facility }: TechnicalQuestion): Matter {
  const key = `permit_waits ${scope} ${id}`;
  return { key, kind: 'permit_waits', scope, facility, about: id, since: asked.at, except: [asked.by] };
}
