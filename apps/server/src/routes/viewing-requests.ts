import { failure, ok } from '@truc/base';
import {
  AskViewingSchema,
  DecideViewingHereSchema,
  DecideViewingSchema,
  EndViewingSchema,
  type ViewingRequestAnswer,
  type ViewingRequestsResponse,
} from '@truc/domain/api';
import { decideRequest, type RequestVerdict, type ViewingRequestEvent } from '@truc/domain/viewing-request';
import { PlaybackPurposeSchema, ViewingPurposeSchema } from '@truc/media/signalling';
import * as v from 'valibot';
import type { AuditLine } from '../access/audit.ts';
import { prove } from '../auth/enter.ts';
import { refuse, type Refusal } from '../http/refusal.ts';
import { getRoute, postRoute, type MountedRoute } from '../http/route.ts';
import { deciders, describeRequest, openDesk, type Desk, type RequestParts } from './viewing-request-desk.ts';

/** How far back one's own requests and decisions are shown. */
const shownMs = 12 * 60 * 60_000;
const openPerPerson = 20;

/**
 * KH-32, `/api/viewing-requests`: who wants to watch a sensitive camera asks; a second person with the right decides on a screen
 * of his own (`/decide`) or by signing in on the spot (`/decide-here`); either ends it before its time (`/end`). To everybody else
 * a request does not exist.
 */
export function viewingRequestRoutes(parts: RequestParts): readonly MountedRoute[] {
  const limits = { versions: null, limitBytes: 4 * 1024 };
  return [
    getRoute({ path: '/api/viewing-requests', guard: 'session' }, async ({ caller }) => {
      const desk = await openDesk(caller.person, parts);
      const recent = await parts.requests.since(parts.clock.now() - shownMs);
      const requests = recent.flatMap((events) => describeRequest(events, desk) ?? []);
      return { requests } satisfies ViewingRequestsResponse;
    }),
    postRoute(
      { path: '/api/viewing-requests', guard: 'session', body: { schema: AskViewingSchema, ...limits } },
      async ({ caller, body, request }) => {
        const desk = await openDesk(caller.person, parts);
        const { id, stretch = null, ...asked } = body;
        const camera = desk.register.cameras.get(body.camera);
        const isAllowed =
          camera?.sensitive === true &&
          (stretch === null
            ? desk.rights.mayView(camera).ok && v.is(ViewingPurposeSchema, body.purpose)
            : desk.rights.mayPlayBack(camera).ok && v.is(PlaybackPurposeSchema, body.purpose));
        const event = { kind: 'asked', request: id, person: caller.person, by: caller.person } as const;
        const act = {
          person: caller.person,
          object: id,
          address: request.ip,
          detail: { camera: body.camera },
        };
        if (!isAllowed || (await isFlooding(desk, parts))) return turnDown(act, parts);
        return append(act, { desk, parts }, (events) =>
          events.length > 0
            ? failure('not_open')
            : ok({ ...event, ...asked, stretch, at: desk.now, until: null, where: null }),
        );
      },
    ),
    postRoute(
      {
        path: '/api/viewing-requests/decide',
        guard: 'session',
        body: { schema: DecideViewingSchema, ...limits },
      },
      async ({ caller, body, request }) => {
        const { id, verdict: kind, reason } = body;
        const verdict = { kind, by: caller.person, reason, where: 'own_screen' } as const;
        return decide({ id, verdict, reader: caller.person, address: request.ip }, parts);
      },
    ),
    postRoute(
      {
        path: '/api/viewing-requests/decide-here',
        guard: 'session',
        body: { schema: DecideViewingHereSchema, ...limits },
      },
      async ({ caller, body, request }) => {
        const [asked] = await parts.requests.find(body.id);
        const act = { person: caller.person, object: body.id, address: request.ip };
        // Only on the screen of whoever asked: nobody else's is a place to try passwords.
        if (asked?.person !== caller.person) return turnDown(act, parts);
        const username = body.username.toLowerCase();
        const proved = await prove({ ...body, username, address: request.ip }, parts);
        if ('refused' in proved) {
          await parts.audit.write([
            { ...act, action: 'viewing_request', outcome: 'denied', code: proved.refused.code },
          ]);
          return proved;
        }
        const verdict = { kind: 'authorised', by: proved.person, reason: '', where: 'on_the_spot' } as const;
        return decide({ id: body.id, verdict, reader: caller.person, address: request.ip }, parts);
      },
    ),
    postRoute(
      { path: '/api/viewing-requests/end', guard: 'session', body: { schema: EndViewingSchema, ...limits } },
      async ({ caller, body, request }) => {
        const verdict = { kind: 'ended', by: caller.person, reason: '', where: null } as const;
        const answer = await decide(
          { id: body.id, verdict, reader: caller.person, address: request.ip },
          parts,
        );
        if ('outcome' in answer && answer.outcome === 'done')
          parts.endLooks(answer.request.person, answer.request.camera);
        return answer;
      },
    ),
  ];
}

type Verdict = {
  readonly id: string;
  readonly verdict: RequestVerdict;
  /** On whose screen: the answer is described for him. */
  readonly reader: string;
  readonly address: string;
};

async function decide(
  { id, verdict, reader, address }: Verdict,
  parts: RequestParts,
): Promise<ViewingRequestAnswer | Refusal> {
  const desk = await openDesk(reader, parts);
  const second = await openDesk(verdict.by, parts);
  const [asked] = await parts.requests.find(id);
  const camera = asked === undefined ? undefined : desk.register.cameras.get(asked.camera);
  const act = { person: verdict.by, object: id, address, detail: { verdict: verdict.kind } };
  if (asked === undefined || camera === undefined) return turnDown(act, parts);
  const isOwnEnd = verdict.kind === 'ended' && asked.person === verdict.by;
  if (!isOwnEnd && !second.rights.mayAuthorise(camera, asked.person)) {
    // Whoever stands before the screen, and has just proved who he is, is told that he may not; a stranger is told nothing.
    return turnDown(act, parts, asked.person === reader ? 'not_permitted' : 'not_found');
  }
  return append(act, { desk, parts }, (events) => decideRequest(events, verdict, desk.now));
}

type Act = Pick<AuditLine, 'person' | 'object'> & {
  readonly address: string;
  readonly detail?: Readonly<Record<string, string>>;
};

async function append(
  act: Act,
  { desk, parts }: { readonly desk: Desk; readonly parts: RequestParts },
  decideEvent: Parameters<RequestParts['requests']['append']>[1],
): Promise<ViewingRequestAnswer | Refusal> {
  const id = act.object ?? '';
  const appended = await parts.requests.append(id, decideEvent);
  const events = await parts.requests.find(id);
  const described = isAny(events) ? describeRequest(events, desk) : undefined;
  if (described === undefined) return turnDown(act, parts);
  if (!appended.ok) return { outcome: 'changed', request: described };
  await parts.audit.write([{ ...act, action: 'viewing_request', outcome: 'granted' }]);
  parts.hint([appended.value.person, ...deciders(appended.value, desk)]);
  return { outcome: 'done', request: described };
}

function isAny(
  events: readonly ViewingRequestEvent[],
): events is readonly [ViewingRequestEvent, ...ViewingRequestEvent[]] {
  return events.length > 0;
}

async function turnDown(
  act: Act,
  { audit }: RequestParts,
  code: 'not_found' | 'not_permitted' = 'not_found',
): Promise<Refusal> {
  await audit.write([{ ...act, action: 'viewing_request', outcome: 'denied', code: 'not_permitted' }]);
  return refuse(code);
}

async function isFlooding(desk: Desk, { requests }: RequestParts): Promise<boolean> {
  const recent = await requests.since(desk.now - 60 * 60_000);
  return recent.filter(([asked]) => asked.person === desk.rights.person).length >= openPerPerson;
}
