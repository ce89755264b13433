import { failure, type Failure, type Result } from '@truc/base';
import type { Role, RoleAssignment } from '../account/role.ts';
import type { CameraSystem } from '../camera/camera.ts';
import type { Facility, Post } from '../facility/facility.ts';
import { permits, type ProvinceSettings, type Refusal } from './permits.ts';
import { mayViewLive, type ViewLiveQuestion, type ViewLiveRefusal } from './view-live.ts';

export type KioskQuestion = {
  readonly person: string;
  readonly assignments: readonly RoleAssignment[];
  readonly settings: ProvinceSettings;
  /** Who answers for it, or is to. */
  readonly owner: string;
  /** The post that it belongs to, with its facility; null: none. */
  readonly at: { readonly post: Post; readonly facility: Facility | null } | null;
};

/** GL-05: who takes it on himself to answer for a display that nobody signs in on. */
export function mayPairKiosk(question: KioskQuestion): Result<Role, Failure<Refusal>> {
  if (question.owner !== question.person) return failure('not_permitted', 'GL-05');
  return permits({ ...question, subject: subjectOf(question), action: 'pair_kiosk' });
}

/** GL-20: who says what it shows: whoever answers for it, and the watch of its post. */
export function mayDriveKiosk(question: KioskQuestion): Result<Role, Failure<Refusal>> {
  return permits({ ...question, subject: subjectOf(question), action: 'drive_kiosk' });
}

/** Who takes it off. It needs no right to what it shows. */
export function mayRevokeKiosk(question: KioskQuestion): Result<Role, Failure<Refusal>> {
  return permits({ ...question, subject: subjectOf(question), action: 'revoke_kiosk' });
}

function subjectOf({ at, owner }: KioskQuestion) {
  return { facility: at?.facility ?? null, post: at?.post.id ?? null, owner };
}

/** `person`, `assignments`: of whoever answers for it, as they are now. */
export type ShowOnKioskQuestion = ViewLiveQuestion & { readonly cameras: readonly string[] };
export type ShowOnKioskRefusal = ViewLiveRefusal | 'not_of_kiosk' | 'sensitive';

/**
 * May this kiosk show this camera, and through which system? What its pairing names, of what the person who answers for it may
 * watch himself. A sensitive camera never (KH-32): nobody is named before it whom a second person could authorise.
 */
export function mayShowOnKiosk(
  question: ShowOnKioskQuestion,
): Result<CameraSystem, Failure<ShowOnKioskRefusal>> {
  if (!question.cameras.includes(question.camera.id)) return failure('not_of_kiosk', 'GL-05');
  if (question.camera.sensitive === true) return failure('sensitive', 'KH-32');
  return mayViewLive(question);
}
