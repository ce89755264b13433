import { hash, verify } from '@node-rs/argon2';
import { betterAuth } from 'better-auth';
import { username } from 'better-auth/plugins';
import { getMigrations } from 'better-auth/db/migration';
import { PostgresDialect, type Dialect, type PostgresPoolClient } from 'kysely';
import type pg from 'pg';
import type { Logger } from '../telemetry/log.ts';

/** The library's tables stand apart from ours. */
export const authSchema = 'auth';

export const sessionSeconds = 12 * 60 * 60;
const sessionRenewedAfterSeconds = 10 * 60;

/** Argon2id at OWASP's floor: about 20 ms on one core, so that a sign-in stays quick and a stolen table stays dear. */
const argon2id = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

export type LogInOptions = {
  readonly dialect: Dialect;
  readonly secret: string;
  /** Whether browsers reach us by https: cookies are then Secure. */
  readonly secure: boolean;
  readonly log: Logger;
};

export type LogIn = ReturnType<typeof createLogIn>;

/**
 * The kept library for accounts and sessions, in the database schema `auth`. Its own HTTP routes are never mounted: only
 * sign-in, sign-out and reading a session are reachable, through routes of ours. There is no self sign-up.
 */
export function createLogIn(options: LogInOptions) {
  return betterAuth({
    database: { dialect: options.dialect, type: 'postgres', schemaName: authSchema },
    secret: options.secret,
    baseURL: options.secure ? 'https://truc.invalid' : 'http://truc.invalid',
    telemetry: { enabled: false },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: 8,
      maxPasswordLength: 256,
      password: {
        hash: (password) => hash(password, argon2id),
        verify: ({ hash: stored, password }) => verify(stored, password),
      },
    },
    plugins: [
      username({
        minUsernameLength: 1,
        maxUsernameLength: 64,
        usernameValidator: (name) => /^[a-zA-Z0-9._-]+$/.test(name),
        displayUsername: false,
      }),
    ],
    session: { expiresIn: sessionSeconds, updateAge: sessionRenewedAfterSeconds },
    advanced: {
      cookiePrefix: 'truc',
      useSecureCookies: options.secure,
      // Strict: the pages are static and ask by themselves, so no cookie is needed on a link from elsewhere.
      defaultCookieAttributes: { httpOnly: true, sameSite: 'strict', path: '/' },
    },
    // Ours limits by account and by address (lockout.ts); the library's own would only see its unmounted routes.
    rateLimit: { enabled: false },
    logger: {
      level: 'error',
      log: (_level, message) => options.log.error({ from: 'better-auth' }, message),
    },
  });
}

/** For statements of the library inside a transaction that somebody else begins and ends: it neither opens nor closes anything. */
export function dialectWithin(client: pg.ClientBase): Dialect {
  const connection = { query: client.query.bind(client), release: () => undefined } as PostgresPoolClient;
  return new PostgresDialect({
    pool: { connect: () => Promise.resolve(connection), end: () => Promise.resolve(), options: {} },
  });
}

/** Makes the library's tables, with the owner's rights. */
export async function migrateLogIn(dialect: Dialect, log: Logger): Promise<void> {
  const auth = createLogIn({ dialect, secret: 'only-for-the-migration-of-tables', secure: false, log });
  const { runMigrations } = await getMigrations(auth.options);
  await runMigrations();
}
