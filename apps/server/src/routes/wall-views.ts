import type { Clock } from '@truc/base';
import {
  RemoveWallViewSchema,
  SaveWallViewSchema,
  WallViewSchema,
  type SaveWallView,
  type WallView,
  type WallViewAnswer,
  type WallViewsResponse,
} from '@truc/domain/api';
import * as v from 'valibot';
import type { Audit } from '../access/audit.ts';
import type { RegisterCache } from '../access/register-cache.ts';
import type { Register } from '../access/register.ts';
import { rightsOf, type Rights } from '../access/rights.ts';
import { refuse } from '../http/refusal.ts';
import { getRoute, postRoute, type MountedRoute } from '../http/route.ts';
import type { StoredWallView, WallViewStore } from '../media/wall-view-store.ts';

export type WallViewParts = {
  readonly views: WallViewStore;
  readonly registers: RegisterCache;
  readonly audit: Audit;
  readonly clock: Clock;
};

/** So that nobody fills the table; far beyond what a person can tell apart. */
const viewsPerPerson = 200;

/** `GET /api/wall-views`, `POST /api/wall-views`, `POST /api/wall-views/remove`: layouts and groups, one's own and one's post's. */
export function wallViewRoutes(parts: WallViewParts): readonly MountedRoute[] {
  const save = { schema: SaveWallViewSchema, versions: null, limitBytes: 16 * 1024 };
  const remove = { schema: RemoveWallViewSchema, versions: null, limitBytes: 1024 };
  return [
    getRoute({ path: '/api/wall-views', guard: 'session' }, async ({ caller }) => {
      const desk = await openDesk(caller.person, parts);
      const mine = (await parts.views.list(caller.person)).filter((view) => desk.rights.mayUseWallView(view));
      return { views: mine.map((view) => toView(view, desk)) } satisfies WallViewsResponse;
    }),
    postRoute({ path: '/api/wall-views', guard: 'session', body: save }, async (call) => {
      const desk = await openDesk(call.caller.person, parts);
      const stored = await parts.views.find(call.body.id);
      const line = lineOf(call.caller.person, { object: call.body.id, address: call.request.ip });
      if (!(await maySave(call.body, stored, { parts, desk }))) {
        await parts.audit.write([{ ...line, outcome: 'denied', code: 'not_permitted' }]);
        return refuse('not_found');
      }
      const body = { ...call.body, cameras: camerasToKeep(call.body.cameras, stored, desk) };
      const isSaved = await parts.views.save(body, call.caller.person);
      if (isSaved) await parts.audit.write([{ ...line, outcome: 'granted', detail: { name: body.name } }]);
      const now = await parts.views.find(body.id);
      return answer(isSaved ? 'saved' : 'changed', now, desk);
    }),
    postRoute({ path: '/api/wall-views/remove', guard: 'session', body: remove }, async (call) => {
      const desk = await openDesk(call.caller.person, parts);
      const stored = await parts.views.find(call.body.id);
      const line = lineOf(call.caller.person, { object: call.body.id, address: call.request.ip });
      if (stored === null || !desk.rights.mayUseWallView(stored)) {
        await parts.audit.write([{ ...line, outcome: 'denied', code: 'not_permitted' }]);
        return refuse('not_found');
      }
      const isRemoved = await parts.views.remove(call.body.id, call.body.base);
      if (isRemoved)
        await parts.audit.write([{ ...line, outcome: 'granted', detail: { removed: stored.name } }]);
      return answer(
        isRemoved ? 'removed' : 'changed',
        isRemoved ? null : await parts.views.find(stored.id),
        desk,
      );
    }),
  ];
}

type Desk = { readonly register: Register; readonly rights: Rights };

async function openDesk(person: string, { registers, clock }: WallViewParts): Promise<Desk> {
  const register = await registers.current();
  return { register, rights: rightsOf(register, person, clock) };
}

function lineOf(person: string, where: { readonly object: string; readonly address: string }) {
  return { person, action: 'change_wall_view' as const, ...where };
}

/** What stands there must be his to change, and what he makes of it too; each camera that he puts in must be his to watch. */
async function maySave(
  asked: SaveWallView,
  stored: StoredWallView | null,
  { parts, desk }: { readonly parts: WallViewParts; readonly desk: Desk },
): Promise<boolean> {
  const { rights } = desk;
  if (stored !== null && !rights.mayUseWallView(stored)) return false;
  const owner = stored?.owner ?? rights.person;
  if (!rights.mayUseWallView({ owner, post: asked.post })) return false;
  if (stored === null && (await parts.views.count(rights.person)) >= viewsPerPerson) return false;
  return asked.cameras.every((camera) => camera === null || isVisible(camera, desk));
}

function isVisible(camera: string, { register, rights }: Desk): boolean {
  const found = register.cameras.get(camera);
  return found !== undefined && rights.mayView(found).ok;
}

/** A place that he saw empty, because its camera is not his to watch, keeps that camera. */
function camerasToKeep(
  asked: readonly (string | null)[],
  stored: StoredWallView | null,
  desk: Desk,
): (string | null)[] {
  return asked.map((camera, at) => {
    const before = stored?.cameras[at] ?? null;
    return camera === null && before !== null && !isVisible(before, desk) ? before : camera;
  });
}

function answer(outcome: WallViewAnswer['outcome'], view: StoredWallView | null, desk: Desk): WallViewAnswer {
  const isHis = view !== null && desk.rights.mayUseWallView(view);
  return { outcome, view: isHis ? toView(view, desk) : null };
}

function toView(stored: StoredWallView, desk: Desk): WallView {
  const { id, name, post, tiles, shape, version } = stored;
  return v.parse(WallViewSchema, {
    id,
    name,
    post,
    layout: tiles === null ? null : { tiles, shape },
    cameras: stored.cameras.map((camera) => (camera !== null && isVisible(camera, desk) ? camera : null)),
    version,
    changedBy: desk.register.people.get(stored.changed_by)?.name ?? stored.changed_by,
    changedAt: stored.changed_at.getTime(),
  });
}
