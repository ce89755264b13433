import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

export type AuthScheme = 'basic' | 'digest-md5' | 'digest-sha256';

export type Credentials = { readonly username: string; readonly password: string };

export type AuthRequest = {
  readonly method: string;
  readonly url: string;
  /** The Authorization header, if there is one. */
  readonly authorization: string | undefined;
};

export type AuthDecision = 'accepted' | 'challenge' | 'stale';

/** The authentication of one connection: its nonce, and what it has accepted. */
export type Authenticator = {
  readonly decide: (request: AuthRequest, credentials: Credentials) => AuthDecision;
  /** WWW-Authenticate values, one for each scheme, in the camera's order. */
  readonly challenges: (isStale: boolean) => string[];
};

export type AuthenticatorOptions = {
  readonly schemes: readonly AuthScheme[];
  readonly realm: string;
  /** A nonce older than this is answered with `stale=true` and a new one. Default: it lives as long as the connection. */
  readonly nonceLifetimeMs?: number | undefined;
  readonly now: () => number;
};

export function createAuthenticator(options: AuthenticatorOptions): Authenticator {
  let nonce = randomBytes(16).toString('hex');
  let issuedAt = options.now();
  return {
    decide(request, credentials) {
      const [scheme = '', rest = ''] = splitScheme(request.authorization ?? '');
      if (scheme === 'basic' && options.schemes.includes('basic')) {
        return isEqual(rest, basicToken(credentials)) ? 'accepted' : 'challenge';
      }
      if (scheme !== 'digest') return 'challenge';
      const fields = parseDigestFields(rest);
      if (fields.get('nonce') !== nonce) return 'challenge';
      if (!isDigestRight({ fields, request, credentials, options })) return 'challenge';
      return options.now() - issuedAt > (options.nonceLifetimeMs ?? Number.POSITIVE_INFINITY)
        ? 'stale'
        : 'accepted';
    },
    challenges(isStale) {
      if (isStale) {
        nonce = randomBytes(16).toString('hex');
        issuedAt = options.now();
      }
      const stale = isStale ? ', stale=true' : '';
      return options.schemes.map((scheme) => {
        if (scheme === 'basic') return `Basic realm="${options.realm}"`;
        // Cameras in the field speak MD5 as RFC 2069 has it; SHA-256 came with RFC 7616 and needs its qop.
        const kind = scheme === 'digest-md5' ? '' : ', algorithm=SHA-256, qop="auth"';
        return `Digest realm="${options.realm}", nonce="${nonce}"${kind}${stale}`;
      });
    },
  };
}

export type DigestInput = Credentials & {
  readonly algorithm: 'MD5' | 'SHA-256';
  readonly realm: string;
  readonly nonce: string;
  readonly method: string;
  readonly uri: string;
  readonly qop?:
    { readonly value: string; readonly nonceCount: string; readonly clientNonce: string } | undefined;
};

/** The `response` field of RFC 2617 / RFC 7616. */
export function digestResponse(input: DigestInput): string {
  const hash = (text: string): string =>
    createHash(input.algorithm === 'MD5' ? 'md5' : 'sha256')
      .update(text)
      .digest('hex');
  const secret = hash(`${input.username}:${input.realm}:${input.password}`);
  const action = hash(`${input.method}:${input.uri}`);
  if (input.qop === undefined) return hash(`${secret}:${input.nonce}:${action}`);
  const { nonceCount, clientNonce, value } = input.qop;
  return hash(`${secret}:${input.nonce}:${nonceCount}:${clientNonce}:${value}:${action}`);
}

/** `name=value, name="quoted, value"`; names in lower case. */
export function parseDigestFields(text: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const match of text.matchAll(/([a-zA-Z]+)\s*=\s*(?:"([^"]*)"|([^\s,]+))/g)) {
    fields.set((match[1] ?? '').toLowerCase(), match[2] ?? match[3] ?? '');
  }
  return fields;
}

type DigestCheck = {
  readonly fields: ReadonlyMap<string, string>;
  readonly request: AuthRequest;
  readonly credentials: Credentials;
  readonly options: AuthenticatorOptions;
};

function isDigestRight({ fields, request, credentials, options }: DigestCheck): boolean {
  const algorithm = (fields.get('algorithm') ?? 'MD5').toUpperCase();
  if (algorithm !== 'MD5' && algorithm !== 'SHA-256') return false;
  if (!options.schemes.includes(algorithm === 'MD5' ? 'digest-md5' : 'digest-sha256')) return false;
  const uri = fields.get('uri') ?? '';
  if (!isSameCamera(uri, request.url)) return false;
  if (fields.get('username') !== credentials.username || fields.get('realm') !== options.realm) return false;
  const qopValue = fields.get('qop');
  if (algorithm === 'SHA-256' && qopValue !== 'auth') return false;
  const qop =
    qopValue === undefined
      ? undefined
      : { value: qopValue, nonceCount: fields.get('nc') ?? '', clientNonce: fields.get('cnonce') ?? '' };
  const { realm } = options;
  const nonce = fields.get('nonce') ?? '';
  const expected = digestResponse({
    ...credentials,
    algorithm,
    realm,
    nonce,
    method: request.method,
    uri,
    qop,
  });
  return isEqual(fields.get('response') ?? '', expected);
}

/** Clients differ: some sign the whole address of the request, some its path, some the camera's for its track's. */
function isSameCamera(signedUri: string, url: string): boolean {
  const pathOf = (text: string): string => text.replace(/^rtsps?:\/\/[^/]*/i, '').replace(/\/$/, '');
  const [signed, asked] = [pathOf(signedUri), pathOf(url)];
  return asked === signed || asked.startsWith(`${signed}/`);
}

function basicToken(credentials: Credentials): string {
  return Buffer.from(`${credentials.username}:${credentials.password}`, 'utf8').toString('base64');
}

function splitScheme(header: string): [string, string] {
  const space = header.indexOf(' ');
  return space < 0
    ? [header.toLowerCase(), '']
    : [header.slice(0, space).toLowerCase(), header.slice(space + 1).trim()];
}

function isEqual(given: string, expected: string): boolean {
  const a = Buffer.from(given);
  const b = Buffer.from(expected);
  return a.length === b.length && timingSafeEqual(a, b);
}
