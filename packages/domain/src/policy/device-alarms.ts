import type { Failure, Result } from '@truc/base';
import type { Role } from '../account/role.ts';
import type { DevicesQuestion } from './devices.ts';
import { permits, type Refusal } from './permits.ts';

/** GL-52: who looks into what devices noticed by themselves, and closes it with a reason. It names no content of a book. */
export function mayExamineAlarms(question: DevicesQuestion): Result<Role, Failure<Refusal>> {
  return permits({
    ...question,
    subject: { facility: null, post: null, owner: null },
    action: 'examine_alarm',
  });
}
