import type { Failure, Result } from '@truc/base';
import type { Role, RoleAssignment } from '../account/role.ts';
import type { Facility, Post } from '../facility/facility.ts';
import { permits, type ProvinceSettings, type Refusal } from './permits.ts';

export type WallViewQuestion = {
  readonly person: string;
  readonly assignments: readonly RoleAssignment[];
  readonly settings: ProvinceSettings;
  readonly owner: string;
  /** The post that shares it, with its facility; null: the owner's alone. */
  readonly shared: { readonly post: Post; readonly facility: Facility | null } | null;
};

/** GL-20: who may use and change a layout or group: its owner, or whoever keeps watch at the post that shares it. */
export function mayUseWallView(question: WallViewQuestion): Result<Role, Failure<Refusal>> {
  const { shared, owner } = question;
  if (shared === null)
    return permits({
      ...question,
      action: 'keep_wall_view',
      subject: { facility: null, post: null, owner },
    });
  return permits({
    ...question,
    action: 'share_wall_view',
    subject: { facility: shared.facility, post: shared.post.id, owner: null },
  });
}
