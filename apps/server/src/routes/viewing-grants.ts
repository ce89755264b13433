import type { Clock } from '@truc/base';
import type { Camera } from '@truc/domain/camera';
import {
  ViewingGrantRequestSchema,
  type GrantDenial,
  type ViewingGrantRequest,
  type ViewingGrantResponse,
} from '@truc/media/signalling';
import type { Audit, AuditLine } from '../access/audit.ts';
import type { RegisterCache } from '../access/register-cache.ts';
import { rightsOf, type Rights } from '../access/rights.ts';
import type { Register } from '../access/register.ts';
import { postRoute, type MountedRoute } from '../http/route.ts';
import type { GrantRegister } from '../media/grant-register.ts';
import type { GrantSigner, IssuedGrant } from '../media/grant-signer.ts';
import type { SfuFleet } from '../media/nodes/sfu-fleet.ts';
import type { RequestStore } from '../media/request-store.ts';

export type ViewingGrantParts = {
  readonly registers: RegisterCache;
  readonly signer: GrantSigner;
  readonly grants: GrantRegister;
  readonly requests: Pick<RequestStore, 'standing'>;
  /** Where there are several SFU nodes: a grant is then for the one that has the camera. */
  readonly fleet: () => SfuFleet | undefined;
  readonly audit: Audit;
  readonly clock: Clock;
};

type Answer = ViewingGrantResponse['grants'][number];
type Decided = { readonly answer: Answer; readonly line: AuditLine; readonly issued?: IssuedGrant };

/**
 * `POST /api/viewing-grants`: for one purpose (GL-07), on one display, one short permission for each camera. What the person may
 * not watch answers `not_found`; what he may watch with a second person's word alone (KH-32) says so, until he has it. Each grant
 * and each refusal is written down before it is told.
 */
export function viewingGrantsRoute(parts: ViewingGrantParts): MountedRoute {
  const body = { schema: ViewingGrantRequestSchema, versions: null, limitBytes: 16 * 1024 };
  return postRoute({ path: '/api/viewing-grants', guard: 'session', body }, async (call) => {
    const register = await parts.registers.current();
    const rights = rightsOf(register, call.caller.person, parts.clock);
    const decided = await Promise.all(
      [...new Set(call.body.cameras)].map((camera) =>
        decideOne({ camera, request: call.body, register, rights }, parts),
      ),
    );
    await parts.grants.store(decided.flatMap(({ issued }) => issued ?? []));
    await parts.audit.write(decided.map(({ line }) => ({ ...line, address: call.request.ip })));
    return { grants: decided.map(({ answer }) => answer) };
  });
}

type OneQuestion = {
  readonly camera: ViewingGrantRequest['cameras'][number];
  readonly request: ViewingGrantRequest;
  readonly register: Register;
  readonly rights: Rights;
};

async function decideOne(question: OneQuestion, parts: ViewingGrantParts): Promise<Decided> {
  const { camera, request, register, rights } = question;
  const found = register.cameras.get(camera);
  const allowed = found === undefined ? undefined : rights.mayView(found);
  if (found === undefined || allowed === undefined || !allowed.ok)
    return denied(question, 'not_found', allowed?.ok === false ? allowed.error.code : 'camera_unknown');
  const second = await secondPerson(found, question, parts);
  if (second === null) return denied(question, 'second_person_needed', 'second_person_needed');
  const { purpose, display, avoid = [] } = request;
  const place = parts.fleet()?.placeOf(found, { system: allowed.value, avoid });
  if (place === null) return denied(question, 'no_node', 'no_node');
  const move = rights.mayMove(found);
  const issued = await parts.signer.issue({
    person: rights.person,
    camera,
    purpose,
    display,
    system: allowed.value,
    ...(move.ok ? { move: move.value } : {}),
    ...(place && { node: place.node }),
    ...second,
  });
  const line = lineOf(question);
  return {
    answer: { ok: true, camera, token: issued.token, expiresAt: issued.expiresAtMs, ...(place && { place }) },
    line: {
      ...line,
      outcome: 'granted',
      detail: {
        ...line.detail,
        grant: issued.id,
        system: issued.system,
        ...(place && { node: place.node }),
        ...pick(second),
      },
    },
    issued,
  };
}

type Second = { readonly request?: string; readonly untilMs?: number };

/** Nothing to add where the camera is not sensitive; null where nobody authorises the look, or not for another second. */
async function secondPerson(
  camera: Camera,
  { request, rights }: OneQuestion,
  { requests, clock }: ViewingGrantParts,
): Promise<Second | null> {
  if (camera.sensitive !== true) return {};
  const now = clock.now();
  const look = { person: rights.person, camera: camera.id, purpose: request.purpose, stretch: null, now };
  const standing = await requests.standing(look);
  if (standing === null || Math.floor(standing.until / 1_000) <= Math.floor(now / 1_000)) return null;
  return { request: standing.request, untilMs: standing.until };
}

function pick({ request }: Second) {
  return request === undefined ? {} : { request };
}

function denied(question: OneQuestion, code: GrantDenial, why: string): Decided {
  const { camera } = question;
  return {
    answer: { ok: false, camera, code },
    line: { ...lineOf(question), outcome: 'denied', code: why },
  };
}

function lineOf({ camera, request, rights }: OneQuestion) {
  const { purpose, display } = request;
  return {
    person: rights.person,
    action: 'viewing_grant',
    object: camera,
    detail: { purpose, display },
  } as const;
}
