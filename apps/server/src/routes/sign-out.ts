import * as v from 'valibot';
import type { Audit } from '../access/audit.ts';
import type { LogIn } from '../auth/log-in.ts';
import { signOut } from '../auth/sessions.ts';
import { postRoute, type MountedRoute } from '../http/route.ts';

export type SignOutParts = {
  readonly logIn: LogIn;
  readonly audit: Audit;
  /** Closes the sockets of a session that has ended. */
  readonly endSession: (session: string) => void;
};

/** `POST /api/sign-out`: ends the session on the server, not only in the browser. The device stays enrolled: unsent work is its own. */
export function signOutRoute({ logIn, audit, endSession }: SignOutParts): MountedRoute {
  const body = { schema: v.nullish(v.looseObject({})), versions: null, limitBytes: 1024 };
  return postRoute({ path: '/api/sign-out', guard: 'session', body }, async ({ caller, request, reply }) => {
    const cookies = await signOut(logIn, request.headers);
    endSession(caller.id);
    await audit.write([{ person: caller.person, action: 'sign_out', object: null, outcome: 'granted' }]);
    // The guard may have prolonged this very session's cookie: only the clearing ones must go out.
    void reply.removeHeader('set-cookie');
    for (const cookie of cookies) void reply.header('set-cookie', cookie);
    return {};
  });
}
