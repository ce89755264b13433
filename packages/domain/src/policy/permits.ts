import { exhaustive, failure, ok, type Failure, type Result } from '@truc/base';
import type { Role, RoleAssignment } from '../account/role.ts';
import type { Authority } from '../facility/facility.ts';
import {
  permissionMatrix,
  type Action,
  type Cell,
  type Permission,
  type Reach,
} from './permission-matrix.ts';

/** What the province has decided on paper. IOC viewing is off until a document number stands here (GL-03, QT-06). */
export type ProvinceSettings = {
  readonly iocViewingDocument: string | null;
  /** Roles whose pictures carry no name; none without a document. */
  readonly watermarkExempt?: readonly Role[];
};

/** On what: the facility, and the post where a post's book or shift is meant. Null facility: a post of the province itself. */
export type Subject = {
  readonly facility: {
    readonly id: string;
    readonly authority: Authority;
    readonly district: string;
  } | null;
  readonly post: string | null;
  /** The person whose own record is meant by `self`; null where there is no such record. */
  readonly owner: string | null;
};

export type Question = {
  readonly action: Action;
  readonly person: string;
  /** Only those in force at the moment of the question. */
  readonly assignments: readonly RoleAssignment[];
  readonly subject: Subject;
  readonly settings: ProvinceSettings;
};

export type Refusal = 'not_permitted' | 'forbidden' | 'document_missing';

/** The one place that decides. `detail` of a refusal names the clauses of the row. */
export function permits(question: Question): Result<Role, Failure<Refusal>> {
  const permission: Permission = permissionMatrix[question.action];
  const basis = permission.basis.join(', ');
  const held = question.assignments.flatMap((assignment) => {
    const cell = permission.cells[assignment.role];
    return cell === undefined ? [] : [{ assignment, cell }];
  });
  if (held.some(({ cell }) => cell.reach === 'forbidden')) return failure('forbidden', basis);
  const reaching = held.filter(({ assignment, cell }) => reaches(cell.reach, assignment, question));
  // A right of one's own office is named before one that hangs on a document: it reaches further.
  const strongest = reaching.find((hold) => !hangsOnDocument(hold)) ?? reaching[0];
  if (strongest !== undefined) return ok(strongest.assignment.role);
  return failure(held.some(hangsOnDocument) ? 'document_missing' : 'not_permitted', basis);
}

function hangsOnDocument({ cell }: { cell: Cell }): boolean {
  return cell.reach === 'document';
}

function reaches(reach: Reach, assignment: RoleAssignment, question: Question): boolean {
  const { facility, post, owner } = question.subject;
  switch (reach) {
    case 'province':
      return true;
    case 'military':
    case 'civil':
      return facility?.authority === reach;
    case 'own':
      return (
        facility !== null &&
        assignment.facility === facility.id &&
        (assignment.post === null || post === null || assignment.post === post)
      );
    case 'district':
      return facility !== null && assignment.district !== null && assignment.district === facility.district;
    case 'self':
      return (owner !== null && owner === question.person) || (post !== null && assignment.post === post);
    case 'document':
      return question.settings.iocViewingDocument !== null;
    case 'forbidden':
      return false;
    default:
      return exhaustive(reach);
  }
}
