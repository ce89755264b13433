import type { Clock } from '@truc/base';
import {
  ViewingGrantRequestSchema,
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

export type ViewingGrantParts = {
  readonly registers: RegisterCache;
  readonly signer: GrantSigner;
  readonly grants: GrantRegister;
  readonly audit: Audit;
  readonly clock: Clock;
};

type Answer = ViewingGrantResponse['grants'][number];
type Decided = { readonly answer: Answer; readonly line: AuditLine; readonly issued?: IssuedGrant };

/**
 * `POST /api/viewing-grants`: for one purpose (GL-07), on one display, one short permission for each camera. What the person may
 * not watch answers `not_found`; each grant and each refusal is written down before it is told.
 */
export function viewingGrantsRoute(parts: ViewingGrantParts): MountedRoute {
  const body = { schema: ViewingGrantRequestSchema, versions: null, limitBytes: 16 * 1024 };
  return postRoute({ path: '/api/viewing-grants', guard: 'session', body }, async (call) => {
    const register = await parts.registers.current();
    const rights = rightsOf(register, call.caller.person, parts.clock);
    const decided = await Promise.all(
      [...new Set(call.body.cameras)].map((camera) =>
        decideOne({ camera, request: call.body, register, rights }, parts.signer),
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

async function decideOne(question: OneQuestion, signer: GrantSigner): Promise<Decided> {
  const { camera, request, register, rights } = question;
  const found = register.cameras.get(camera);
  const allowed = found === undefined ? undefined : rights.mayView(found);
  const line = {
    person: rights.person,
    action: 'viewing_grant',
    object: camera,
    detail: { purpose: request.purpose, display: request.display },
  } as const;
  if (allowed === undefined || !allowed.ok) {
    const code = allowed === undefined ? 'camera_unknown' : allowed.error.code;
    return { answer: { ok: false, camera, code: 'not_found' }, line: { ...line, outcome: 'denied', code } };
  }
  const { purpose, display } = request;
  const move = found === undefined ? undefined : rights.mayMove(found);
  const issued = await signer.issue({
    person: rights.person,
    camera,
    purpose,
    display,
    system: allowed.value,
    ...(move?.ok === true ? { move: move.value } : {}),
  });
  return {
    answer: { ok: true, camera, token: issued.token, expiresAt: issued.expiresAtMs },
    line: {
      ...line,
      outcome: 'granted',
      detail: { ...line.detail, grant: issued.id, system: issued.system },
    },
    issued,
  };
}
