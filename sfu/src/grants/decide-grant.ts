import { err, ok } from '@truc/base';
import type { Result } from '@truc/base';
import type { CameraId, DisplayId, GrantId, GrantRefusal } from '@truc/media/signalling';

/** How far the server's clock may be ahead of ours. There is no leeway at the end of a grant: bytes stop when it says. */
export const notBeforeLeewayMs = 5_000;

/** What every grant says, whether it is one to live pictures or to recordings. Times in seconds. */
export type GrantBasis = {
  readonly jti: GrantId;
  readonly sub: string;
  readonly cam: CameraId;
  readonly dsp: DisplayId;
  readonly iat: number;
  readonly nbf: number;
  readonly exp: number;
};

export type GrantQuestion<Claims extends GrantBasis> = {
  readonly claims: Claims;
  /** Of the SFU's clock. */
  readonly nowMs: number;
  /** The display that asks. */
  readonly display: DisplayId;
  /** When this run of the SFU began: what was revoked before it is not remembered, so older grants are to be asked for anew. */
  readonly bootAtMs: number;
  readonly isRevoked: (claims: GrantBasis) => boolean;
};

/** Whether a grant whose signature holds lets this display watch now. */
export function decideGrant<Claims extends GrantBasis>(
  question: GrantQuestion<Claims>,
): Result<Claims, GrantRefusal> {
  const { claims, nowMs } = question;
  if (claims.nbf * 1_000 > nowMs + notBeforeLeewayMs) return err('grant_invalid');
  if (claims.exp * 1_000 <= nowMs) return err('grant_expired');
  if (claims.iat < Math.floor(question.bootAtMs / 1_000)) return err('grant_expired');
  if (claims.dsp !== question.display) return err('grant_for_other_display');
  if (question.isRevoked(claims)) return err('grant_revoked');
  return ok(claims);
}
