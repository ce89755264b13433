import { uuidV7 } from '@truc/base';
import type { FacilityAccess } from '@truc/domain/api';
import { decideOpen, incidentKinds } from '@truc/domain/incident';
import { PersonIdSchema, ScopeIdSchema } from '@truc/sync/protocol';
import * as v from 'valibot';
import type { App } from '#lib/bootstrap/tokens.ts';
import { systemRandomBytes } from '#lib/ports/system.ts';
import { m } from '#messages';

export type Suspicion = {
  /** What is out, in words. */
  readonly asset: string;
  /** The camera's id; null for everything else. */
  readonly camera: string | null;
  readonly note: string;
};

/** KH-06, KH-07: opens a case of its own in the facility's log. Its id; null where it could not be kept here. */
export async function openSecurityCase(
  app: App,
  access: FacilityAccess,
  { asset, camera, note }: Suspicion,
): Promise<string | null> {
  const person = app.session.me?.person.id;
  if (person === undefined || !access.opens) return null;
  const id = uuidV7(app.ticker.now, systemRandomBytes);
  const decided = decideOpen(id, {
    title: m.flt_case_title({ asset }),
    description: note,
    severity: 'high',
    casualties: null,
    place: '',
    cameras: camera === null ? [] : [camera],
  });
  if (!decided.ok) return null;
  const { kind, current } = incidentKinds.open;
  const written = await app.gate.write(() =>
    app.sync.write({
      scope: v.parse(ScopeIdSchema, access.scope),
      actor: v.parse(PersonIdSchema, person),
      kind,
      v: current,
      body: decided.value,
      urgent: true,
    }),
  );
  return written.ok ? id : null;
}
