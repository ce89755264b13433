import { failure, ok, type Failure, type Result } from '@truc/base';
import type { Role } from '../account/role.ts';
import { mayViewLive, type ViewLiveQuestion, type ViewLiveRefusal } from './view-live.ts';
import { permits } from './permits.ts';

/** Whose movement comes first: the greater takes the camera from the smaller. */
export const moveRanks = [1, 2, 3] as const;
export type MoveRank = (typeof moveRanks)[number];

/** Our proposal: the managing authority before the facility's manager, he before those on watch. */
const rankOf: Readonly<Partial<Record<Role, MoveRank>>> = {
  pmc: 3,
  doh: 3,
  facility_manager: 2,
  facility_watch: 1,
  ioc: 1,
};

/** May this person turn this camera, and with which rank? Only who may watch it live may move it. */
export function mayMoveCamera(question: ViewLiveQuestion): Result<MoveRank, Failure<ViewLiveRefusal>> {
  const mayView = mayViewLive(question);
  if (!mayView.ok) return mayView;
  const subject = { facility: question.facility, post: null, owner: null };
  const allowed = permits({ ...question, subject, action: 'move_camera' });
  if (!allowed.ok) return allowed;
  const ranks = question.assignments.flatMap((assignment) => {
    const alone = permits({ ...question, subject, action: 'move_camera', assignments: [assignment] });
    return alone.ok ? (rankOf[alone.value] ?? []) : [];
  });
  const highest = moveRanks.findLast((rank) => ranks.includes(rank));
  return highest === undefined ? failure('not_permitted') : ok(highest);
}
