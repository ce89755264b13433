import { failure, type Failure, type Result } from '@truc/base';
import type { Role, RoleAssignment } from '../account/role.ts';
import { permits, type ProvinceSettings, type Refusal } from './permits.ts';

export type AccessLogQuestion = {
  readonly person: string;
  readonly assignments: readonly RoleAssignment[];
  readonly settings: ProvinceSettings;
  /** Whose looks: null means everybody's. */
  readonly of: string | null;
};

/** GL-52: who reads the record of who watched what. One's own looks are nobody's secret from oneself. */
export function mayReadAccessLog(question: AccessLogQuestion): Result<Role, Failure<Refusal>> {
  const subject = { facility: null, post: null, owner: question.of };
  const all = permits({ ...question, subject, action: 'read_access_log' });
  if (all.ok) return all;
  const own = permits({ ...question, subject, action: 'read_own_looks' });
  return own.ok ? own : failure(all.error.code, all.error.detail);
}
