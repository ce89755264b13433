import { SignInRequestSchema, type SessionName } from '@truc/domain/api';
import type { FastifyRequest } from 'fastify';
import type { DeviceLogins } from '../access/device-logins.ts';
import { describeMe, type MeContext } from '../access/describe-me.ts';
import type { RegisterCache } from '../access/register-cache.ts';
import { deviceCookie, type Devices } from '../auth/devices.ts';
import { enter, type Attempt, type EnterParts } from '../auth/enter.ts';
import type { EndedSession, SessionNames } from '../auth/session-names.ts';
import { readSession } from '../auth/sessions.ts';
import { refuse } from '../http/refusal.ts';
import { postRoute, type MountedRoute } from '../http/route.ts';
import { noteEnds, type EndParts } from './note-ends.ts';

export type SignInParts = EnterParts &
  MeContext &
  EndParts & {
    readonly sessionNames: SessionNames;
    readonly devices: Devices;
    readonly logins: DeviceLogins;
    readonly registers: RegisterCache;
  };

/**
 * `POST /api/sign-in`: answers what `GET /api/me` does, and sets the session's cookie. It takes the place of the session whose cookie it
 * came with, and of an earlier one of the same name. Every attempt, and every end, stands in the audit.
 */
export function signInRoute(parts: SignInParts): MountedRoute {
  const body = { schema: SignInRequestSchema, versions: null, limitBytes: 4 * 1024 };
  return postRoute({ path: '/api/sign-in', guard: 'public', body }, async ({ body, request, reply }) => {
    const attempt = { ...body, username: body.username.toLowerCase(), address: request.ip };
    const entered = await enter(attempt, parts);
    if ('refused' in entered) {
      await audit(parts, attempt, { person: null, code: entered.refused.code });
      return entered;
    }
    const { person } = entered;
    const begun = { id: entered.session, person };
    const { standing, ended } = await takePlace(parts, { begun, name: body.sessionName, request });
    await noteEnds(parts, { ended, by: 'sign_in', address: attempt.address });
    const me = standing ? describeMe(await parts.registers.current(), person, parts) : undefined;
    if (me === undefined) {
      await parts.sessionNames.endOne(begun.id);
      const code = standing ? 'wrong_credentials' : 'not_signed_in';
      await audit(parts, attempt, { person, code });
      return refuse(code);
    }
    await audit(parts, attempt, { person, session: begun.id });
    const device = await parts.devices.byToken(request.cookies[deviceCookie] ?? '');
    if (device !== null) await parts.logins.record(device.dev, person);
    for (const cookie of entered.setCookies) void reply.header('set-cookie', cookie);
    return me;
  });
}

type Beginning = {
  readonly begun: EndedSession;
  readonly name: SessionName | undefined;
  readonly request: FastifyRequest;
};

/** The browser forgets the cookie that it came with: nobody could end that session any more. */
async function takePlace({ logIn, sessionNames }: SignInParts, { begun, name, request }: Beginning) {
  const { session: before } = await readSession(logIn, request.headers);
  const replaced = before === null ? [] : await sessionNames.endOne(before.id);
  if (name === undefined) return { standing: true, ended: replaced };
  const { standing, ended } = await sessionNames.begin(begun, name);
  return { standing, ended: [...replaced, ...ended] };
}

function audit(
  { audit: register }: SignInParts,
  attempt: Attempt,
  result: { readonly person: string | null; readonly code?: string; readonly session?: string },
): Promise<void> {
  return register.write([
    {
      person: result.person,
      action: 'sign_in',
      object: attempt.username,
      outcome: result.code === undefined ? 'granted' : 'denied',
      ...(result.code === undefined ? {} : { code: result.code }),
      address: attempt.address,
      detail: result.session === undefined ? {} : { session: result.session },
    },
  ]);
}
