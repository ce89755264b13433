import { SignInRequestSchema } from '@truc/domain/api';
import type { DeviceLogins } from '../access/device-logins.ts';
import type { Audit } from '../access/audit.ts';
import { describeMe, type MeContext } from '../access/describe-me.ts';
import type { RegisterCache } from '../access/register-cache.ts';
import { deviceCookie, type Devices } from '../auth/devices.ts';
import { enter, type Attempt, type EnterParts } from '../auth/enter.ts';
import { refuse } from '../http/refusal.ts';
import { postRoute, type MountedRoute } from '../http/route.ts';

export type SignInParts = EnterParts &
  MeContext & {
    readonly devices: Devices;
    readonly logins: DeviceLogins;
    readonly registers: RegisterCache;
    readonly audit: Audit;
  };

/** `POST /api/sign-in`: answers what `GET /api/me` does, and sets the session's cookie. Every attempt stands in the audit. */
export function signInRoute(parts: SignInParts): MountedRoute {
  const body = { schema: SignInRequestSchema, versions: null, limitBytes: 4 * 1024 };
  return postRoute({ path: '/api/sign-in', guard: 'public', body }, async (call) => {
    const attempt = { ...call.body, username: call.body.username.toLowerCase(), address: call.request.ip };
    const entered = await enter(attempt, parts);
    if ('refused' in entered) {
      await audit(parts, attempt, { person: null, code: entered.refused.code });
      return entered;
    }
    const me = describeMe(await parts.registers.current(), entered.person, parts);
    if (me === undefined) return refuse('wrong_credentials');
    await audit(parts, attempt, { person: entered.person });
    const device = await parts.devices.byToken(call.request.cookies[deviceCookie] ?? '');
    if (device !== null) await parts.logins.record(device.dev, entered.person);
    for (const cookie of entered.setCookies) void call.reply.header('set-cookie', cookie);
    return me;
  });
}

function audit(
  { audit: register }: SignInParts,
  attempt: Attempt,
  result: { readonly person: string | null; readonly code?: string },
): Promise<void> {
  return register.write([
    {
      person: result.person,
      action: 'sign_in',
      object: attempt.username,
      outcome: result.code === undefined ? 'granted' : 'denied',
      ...(result.code === undefined ? {} : { code: result.code }),
      address: attempt.address,
    },
  ]);
}
