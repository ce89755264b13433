import * as v from 'valibot';
import { typedText } from './typed-text.ts';

/**
 * What a page calls the session that its sign-in begins: made by chance before it asks, a UUID of 122 random bits. Whoever knows the
 * name can end that session and nothing else: it opens nothing, and no answer tells one.
 */
export const SessionNameSchema = v.pipe(v.string(), v.uuid(), v.toLowerCase(), v.brand('SessionName'));
export type SessionName = v.InferOutput<typeof SessionNameSchema>;

/**
 * `POST /api/sign-in`. There is no self sign-up. Answers `wrong_credentials`, or `locked_out` with `retryAfterMs` (N-08).
 * `sessionName`: pages from before the names send none. A name that was ended before its sign-in arrived answers `not_signed_in`.
 */
export const SignInRequestSchema = v.strictObject({
  username: v.pipe(v.string(), v.minLength(1), v.maxLength(64), typedText),
  password: v.pipe(v.string(), v.minLength(1), v.maxLength(256), typedText),
  sessionName: v.optional(SessionNameSchema),
});
export type SignInRequest = v.InferOutput<typeof SignInRequestSchema>;

/** How many sessions one request may end. */
export const sessionsEndedAtOnce = 16;

/**
 * `POST /api/sign-out`: ends exactly the sessions of these names, whoever the request's cookie is of, and answers alike whether there
 * were any. Without `sessions`, as older pages ask: the session of the cookie.
 */
export const SignOutRequestSchema = v.strictObject({
  sessions: v.optional(v.pipe(v.array(SessionNameSchema), v.minLength(1), v.maxLength(sessionsEndedAtOnce))),
});
export type SignOutRequest = v.InferOutput<typeof SignOutRequestSchema>;
