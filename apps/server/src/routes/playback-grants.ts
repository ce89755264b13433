import type { Clock } from '@truc/base';
import type { Camera } from '@truc/domain/camera';
import {
  PlaybackGrantRequestSchema,
  type PlaybackGrantRefusal,
  type PlaybackGrantRequest,
  type PlaybackGrantResponse,
} from '@truc/media/signalling';
import type { Audit } from '../access/audit.ts';
import type { RegisterCache } from '../access/register-cache.ts';
import { rightsOf } from '../access/rights.ts';
import { postRoute, type MountedRoute } from '../http/route.ts';
import type { GrantRegister } from '../media/grant-register.ts';
import type { GrantSigner } from '../media/grant-signer.ts';
import type { RequestStore } from '../media/request-store.ts';

export type PlaybackGrantParts = {
  readonly registers: RegisterCache;
  readonly signer: GrantSigner;
  readonly grants: GrantRegister;
  readonly requests: Pick<RequestStore, 'standing'>;
  readonly audit: Audit;
  readonly clock: Clock;
};

/** A browser's clock may be a little ahead of ours. */
const futureLeewayMs = 60_000;

/**
 * `POST /api/playback-grants`: one camera's recordings of one stretch, for one purpose with its reason (GL-07); another purpose
 * needs the paper beside it (GL-08), which the schema asks for. A sensitive camera needs a second person's word for that stretch (KH-32). What the person may not play back answers `not_found`. Each
 * grant and each refusal is written down before it is told; no picture passes here, and none is kept.
 */
export function playbackGrantsRoute(parts: PlaybackGrantParts): MountedRoute {
  const body = { schema: PlaybackGrantRequestSchema, versions: null, limitBytes: 4 * 1024 };
  return postRoute({ path: '/api/playback-grants', guard: 'session', body }, async (call) => {
    const request = call.body;
    const register = await parts.registers.current();
    const rights = rightsOf(register, call.caller.person, parts.clock);
    const found = register.cameras.get(request.camera);
    const allowed = found === undefined ? undefined : rights.mayPlayBack(found);
    const { purpose, display, from, until, reason, paper } = request;
    const line = {
      person: rights.person,
      action: 'playback_grant',
      object: request.camera,
      address: call.request.ip,
      detail: { purpose, display, from, until, reason, paper: paper?.join(', ') ?? null },
    } as const;
    const refuse = async (code: string, answer: PlaybackGrantRefusal) => {
      await parts.audit.write([{ ...line, outcome: 'denied', code }]);
      return { ok: false, code: answer } satisfies PlaybackGrantResponse;
    };
    if (found === undefined || allowed === undefined) return refuse('camera_unknown', 'not_found');
    if (!allowed.ok) return refuse(allowed.error.code, 'not_found');
    const second = await secondPerson(found, { request, person: rights.person }, parts);
    if (second === null) return refuse('second_person_needed', 'second_person_needed');
    if (until > parts.clock.now() + futureLeewayMs) return refuse('not_yet', 'not_yet');
    const retentionHours = register.retention.get(request.camera);
    const issued = await parts.signer.issuePlayback({
      person: rights.person,
      system: allowed.value,
      request,
      retentionHours,
      ...second,
    });
    await parts.grants.storePlayback(issued);
    const authorised = second.second === undefined ? {} : { request: second.second };
    const detail = { ...line.detail, grant: issued.id, system: issued.system, ...authorised };
    await parts.audit.write([{ ...line, outcome: 'granted', detail }]);
    return {
      ok: true,
      token: issued.token,
      expiresAt: issued.expiresAtMs,
      retentionHours: retentionHours ?? null,
    } satisfies PlaybackGrantResponse;
  });
}

type Second = { readonly second?: string; readonly untilMs?: number };

/** Nothing to add where the camera is not sensitive; null where nobody authorises this stretch, or not for another second. */
async function secondPerson(
  camera: Camera,
  { request, person }: { readonly request: PlaybackGrantRequest; readonly person: string },
  { requests, clock }: PlaybackGrantParts,
): Promise<Second | null> {
  if (camera.sensitive !== true) return {};
  const { purpose, from, until } = request;
  const now = clock.now();
  const look = { person, camera: camera.id, purpose, stretch: [from, until], now } as const;
  const standing = await requests.standing(look);
  if (standing === null || Math.floor(standing.until / 1_000) <= Math.floor(now / 1_000)) return null;
  return { second: standing.request, untilMs: standing.until };
}
