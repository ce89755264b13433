import { createHash } from 'node:crypto';
import { readChallenges } from './challenge-text.ts';
import type { ChallengeText } from './challenge-text.ts';

/** `algorithm` in the order of strength in which we choose. */
export type DigestAlgorithm = 'SHA-512-256' | 'SHA-256' | 'MD5';

export type Challenge =
  | { readonly scheme: 'basic' }
  | {
      readonly scheme: 'digest';
      readonly realm: string;
      readonly nonce: string;
      readonly algorithm: DigestAlgorithm;
      readonly isSession: boolean;
      /** The algorithm in the camera's own words; absent when it named none. */
      readonly algorithmText: string | undefined;
      readonly opaque: string | undefined;
      readonly hasQop: boolean;
      readonly isStale: boolean;
    };

export type Credentials = { readonly username: string; readonly password: string };
export type AuthorizedRequest = { readonly method: string; readonly url: string };

const hashNames: Record<DigestAlgorithm, string> = {
  'SHA-512-256': 'sha512-256',
  'SHA-256': 'sha256',
  MD5: 'md5',
};
const strength: readonly DigestAlgorithm[] = ['MD5', 'SHA-256', 'SHA-512-256'];

/**
 * Picks the strongest challenge of the WWW-Authenticate headers that we can answer (RFC 7616). Basic is
 * taken only where a camera offers nothing else, since it shows the password to the line.
 */
export function chooseChallenge(headers: readonly string[]): Challenge | undefined {
  const challenges = headers.flatMap(readChallenges).flatMap((found) => toChallenge(found) ?? []);
  const digests = challenges.filter((challenge) => challenge.scheme === 'digest');
  digests.sort((a, b) => strength.indexOf(b.algorithm) - strength.indexOf(a.algorithm));
  return digests[0] ?? challenges[0];
}

export interface Authorizer {
  /** The Authorization header's value for one request. */
  authorize(request: AuthorizedRequest): string;
}

/** Answers one challenge for as long as its nonce lives; counts the uses of the nonce as RFC 7616 wants. */
export function createAuthorizer(
  challenge: Challenge,
  credentials: Credentials,
  randomHex: () => string,
): Authorizer {
  let uses = 0;
  return {
    authorize(request) {
      if (challenge.scheme === 'basic') {
        const pair = `${credentials.username}:${credentials.password}`;
        return `Basic ${Buffer.from(pair, 'utf8').toString('base64')}`;
      }
      uses += 1;
      return digestHeader(challenge, credentials, { ...request, uses, cnonce: randomHex() });
    },
  };
}

function digestHeader(
  challenge: Extract<Challenge, { scheme: 'digest' }>,
  { username, password }: Credentials,
  { method, url, uses, cnonce }: AuthorizedRequest & { uses: number; cnonce: string },
): string {
  const hash = (text: string) => createHash(hashNames[challenge.algorithm]).update(text).digest('hex');
  const count = uses.toString(16).padStart(8, '0');
  const plainSecret = hash(`${username}:${challenge.realm}:${password}`);
  const secret = challenge.isSession ? hash(`${plainSecret}:${challenge.nonce}:${cnonce}`) : plainSecret;
  const subject = hash(`${method}:${url}`);
  const middle = challenge.hasQop ? `${challenge.nonce}:${count}:${cnonce}:auth` : challenge.nonce;
  const response = hash(`${secret}:${middle}:${subject}`);
  const fields = [
    `username="${quote(username)}"`,
    `realm="${quote(challenge.realm)}"`,
    `nonce="${quote(challenge.nonce)}"`,
    `uri="${quote(url)}"`,
    `response="${response}"`,
  ];
  if (challenge.algorithmText !== undefined) fields.push(`algorithm=${challenge.algorithmText}`);
  if (challenge.hasQop) fields.push('qop=auth', `nc=${count}`);
  if (challenge.hasQop || challenge.isSession) fields.push(`cnonce="${cnonce}"`);
  if (challenge.opaque !== undefined) fields.push(`opaque="${quote(challenge.opaque)}"`);
  return `Digest ${fields.join(', ')}`;
}

function quote(text: string): string {
  return text.replace(/[\r\n]/g, '').replace(/["\\]/g, '\\$&');
}

function toChallenge({ scheme, fields }: ChallengeText): Challenge | undefined {
  if (scheme === 'basic') return { scheme };
  if (scheme !== 'digest') return undefined;
  const nonce = fields.get('nonce');
  const algorithmText = fields.get('algorithm');
  const base = (algorithmText ?? 'MD5').toUpperCase().replace(/-SESS$/, '');
  const algorithm = strength.find((name) => name === base);
  const qop = fields.get('qop');
  const offersAuth = qop === undefined || qop.split(',').some((value) => value.trim() === 'auth');
  if (nonce === undefined || algorithm === undefined || !offersAuth) return undefined;
  return {
    scheme,
    realm: fields.get('realm') ?? '',
    nonce,
    algorithm,
    algorithmText,
    isSession: /-sess$/i.test(algorithmText ?? ''),
    opaque: fields.get('opaque'),
    hasQop: qop !== undefined,
    isStale: fields.get('stale')?.toLowerCase() === 'true',
  };
}
