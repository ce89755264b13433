import type { IncomingHttpHeaders } from 'node:http';
import type pg from 'pg';
import { StoreUnavailable } from '../database/unavailable.ts';
import type { LogIn } from './log-in.ts';

/** Somebody who is signed in. `id` names the session, not the token. */
export type Session = { readonly id: string; readonly person: string; readonly expiresAtMs: number };

export type ReadSession = { readonly session: Session | null; readonly setCookies: readonly string[] };

/** Reads the session of a request; sliding: one that is used is prolonged, and then a cookie is to be set. */
export async function readSession(logIn: LogIn, headers: IncomingHttpHeaders): Promise<ReadSession> {
  if (headers.cookie === undefined) return { session: null, setCookies: [] };
  const cookie = new Headers({ cookie: headers.cookie });
  const answer = await orUnavailable(logIn.api.getSession({ headers: cookie, returnHeaders: true }));
  const found = answer.response;
  return {
    session:
      found === null
        ? null
        : { id: found.session.id, person: found.user.id, expiresAtMs: found.session.expiresAt.getTime() },
    // A session that is gone sets no cookie: an answer that comes late would clear that of a newer sign-in.
    setCookies: found === null ? [] : answer.headers.getSetCookie(),
  };
}

/** The library answers 500 when it cannot reach its tables, whatever the reason was. */
async function orUnavailable<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw new StoreUnavailable('a session could not be read', { cause: error });
  }
}

/** `session`: the id of the session that begins. */
export type SignedIn = {
  readonly person: string;
  readonly session: string;
  readonly setCookies: readonly string[];
};

/** Null when the account or the password is wrong; which of the two is not said, nor to be told from the time it takes. */
export async function signIn(
  logIn: LogIn,
  credentials: { readonly username: string; readonly password: string },
): Promise<SignedIn | null> {
  const answer = await logIn.api.signInUsername({ body: credentials, asResponse: true });
  if (answer.status >= 500) throw new StoreUnavailable(`the log-in library answered ${answer.status}`);
  if (!answer.ok) return null;
  const body: unknown = await answer.json();
  const setCookies = answer.headers.getSetCookie();
  const { session } = await readSession(logIn, { cookie: cookieOf(setCookies) });
  if (session === null) throw new StoreUnavailable('a session was gone as soon as it had begun');
  return { person: personOf(body), session: session.id, setCookies };
}

/** Ends a session that has begun and of which no browser has the cookie. */
export async function signOut(logIn: LogIn, { setCookies }: SignedIn): Promise<void> {
  await logIn.api.signOut({ headers: new Headers({ cookie: cookieOf(setCookies) }), asResponse: true });
}

/** What a browser that takes these sends back. */
function cookieOf(setCookies: readonly string[]): string {
  return setCookies.map((line) => line.split(';', 1)[0] ?? '').join('; ');
}

function personOf(body: unknown): string {
  if (typeof body === 'object' && body !== null && 'user' in body) {
    const { user } = body;
    if (typeof user === 'object' && user !== null && 'id' in user && typeof user.id === 'string')
      return user.id;
  }
  throw new Error('The log-in library answered without a user');
}

/** Those of these sessions that still stand: signed out or expired ones are missing. */
export async function aliveSessions(
  pool: pg.Pool,
  sessions: readonly string[],
): Promise<ReadonlySet<string>> {
  const found = await pool.query<{ id: string }>(
    'select id from auth.session where id = any ($1::text[]) and "expiresAt" > now()',
    [sessions],
  );
  return new Set(found.rows.map(({ id }) => id));
}
