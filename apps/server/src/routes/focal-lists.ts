import { ok } from '@truc/base';
import {
  ActOnFocalListSchema,
  type ActOnFocalList,
  type FocalListAnswer,
  type FocalListsResponse,
  type FocalListView,
} from '@truc/domain/api';
import { decide, evolve, focalAgencies, FocalListActSchema, type FocalList } from '@truc/domain/focal-list';
import { dayOf } from '@truc/domain/shift';
import * as v from 'valibot';
import type { Audit } from '../access/audit.ts';
import type { DossierAct } from '../dossiers/dossier-store.ts';
import { nameOf, openDesk, type Desk, type DeskParts } from '../dossiers/inspection-desk.ts';
import { refuse, type Refusal } from '../http/refusal.ts';
import { getRoute, postRoute, type MountedRoute } from '../http/route.ts';

export type FocalListParts = DeskParts & { readonly audit: Audit };

/** `GET /api/focal-lists`, `POST /api/focal-lists/act` (GL-28, GL-29, GL-31). */
export function focalListRoutes(parts: FocalListParts): readonly MountedRoute[] {
  const body = { schema: ActOnFocalListSchema, versions: null, limitBytes: 64 * 1024 };
  return [
    getRoute({ path: '/api/focal-lists', guard: 'session' }, async ({ caller }) =>
      listAll(await openDesk(caller.person, parts), parts),
    ),
    postRoute({ path: '/api/focal-lists/act', guard: 'session', body }, async (call) =>
      act(call.body, { person: call.caller.person, address: call.request.ip }, parts),
    ),
  ];
}

async function listAll(desk: Desk, { dossiers }: FocalListParts): Promise<FocalListsResponse> {
  const { rights } = desk;
  const agencies = focalAgencies.filter((agency) => rights.mayProposeFocalList(agency));
  const consolidates = rights.mayConsolidateFocalLists();
  const folded = [...(await dossiers.recent('focal_list'))]
    .flatMap(([id, acts]) => {
      const list = fold(acts);
      return list === null ? [] : [{ id, list }];
    })
    .toSorted((a, b) => a.list.at - b.list.at);
  const counts = new Map<string, number>();
  const views = folded.map(({ id, list }) => {
    const number = (counts.get(list.agency) ?? 0) + 1;
    counts.set(list.agency, number);
    return describe({ id, list, number }, desk);
  });
  return {
    agencies,
    consolidates,
    lists: views.filter(({ agency }) => consolidates || agencies.includes(agency)).toReversed(),
  };
}

function describe(
  { id, list, number }: { readonly id: string; readonly list: FocalList; readonly number: number },
  { register, rights }: Desk,
): FocalListView {
  const { state, agency, persons, by, at, settled } = list;
  return {
    id,
    by,
    name: nameOf(register, by),
    at,
    agency,
    number,
    state,
    persons: [...persons],
    settled: settled === null ? null : { ...settled, name: nameOf(register, settled.by) },
    maySettle: state === 'submitted' && by !== rights.person && rights.mayConsolidateFocalLists(),
  };
}

async function act(
  { list: dossier, id, act: asked }: ActOnFocalList,
  asker: { readonly person: string; readonly address: string },
  { audit, dossiers, ...parts }: FocalListParts,
): Promise<FocalListAnswer | Refusal> {
  const { rights, now } = await openDesk(asker.person, parts);
  const isHis =
    asked.type === 'submit' ? rights.mayProposeFocalList(asked.agency) : rights.mayConsolidateFocalLists();
  const line = { ...asker, action: 'focal_list', object: dossier } as const;
  if (!isHis) {
    await audit.write([{ ...line, outcome: 'denied', code: 'not_permitted' }]);
    return refuse('not_found');
  }
  const meta = { by: asker.person, at: now, today: dayOf(now) };
  const place = { id, kind: 'focal_list', dossier, by: asker.person, at: now } as const;
  const answer = await dossiers.append(place, (acts) => {
    const decided = decide(fold(acts), asked, meta);
    return Promise.resolve(
      decided.ok ? ok({ facility: null, fact: JSON.stringify(decided.value) }) : decided,
    );
  });
  if (!answer.ok) {
    const { code, detail, row } = answer.error;
    return { outcome: 'refused', code, clause: detail ?? '', row };
  }
  await audit.write([{ ...line, outcome: 'granted', detail: { act: asked.type } }]);
  return { outcome: 'saved' };
}

const FactSchema = v.pipe(v.string(), v.parseJson(), FocalListActSchema);

function fold(acts: readonly DossierAct[]): FocalList | null {
  return acts.reduce<FocalList | null>(
    (list, { fact, by, at }) => evolve(list, v.parse(FactSchema, fact), { by, at }),
    null,
  );
}
