import { describe, expect, it } from 'vitest';
import { createAuthenticator, digestResponse, parseDigestFields } from './authentication.ts';
import type { AuthScheme } from './authentication.ts';

const credentials = { username: 'viewer', password: 'mật khẩu' };
const url = 'rtsp://127.0.0.1:8554/cam-0001/trackID=1';

function authenticator(
  schemes: readonly AuthScheme[],
  o: { now?: () => number; nonceLifetimeMs?: number } = {},
) {
  return createAuthenticator({
    schemes,
    realm: 'camera',
    now: o.now ?? (() => 0),
    nonceLifetimeMs: o.nonceLifetimeMs,
  });
}

function answer(challenge: string, o: { password?: string; uri?: string; method?: string } = {}): string {
  const fields = parseDigestFields(challenge.replace('Digest ', ''));
  const algorithm = fields.get('algorithm') === 'SHA-256' ? 'SHA-256' : 'MD5';
  const [realm, nonce] = [fields.get('realm') ?? '', fields.get('nonce') ?? ''];
  const qop = fields.has('qop') ? { value: 'auth', nonceCount: '00000001', clientNonce: 'ab' } : undefined;
  const uri = o.uri ?? url;
  const { username } = credentials;
  const input = {
    username,
    password: o.password ?? credentials.password,
    algorithm,
    realm,
    nonce,
    uri,
    qop,
  } as const;
  const response = digestResponse({ ...input, method: o.method ?? 'SETUP' });
  const extra = qop === undefined ? '' : ', qop=auth, nc=00000001, cnonce="ab"';
  return `Digest username="${username}", realm="${realm}", nonce="${nonce}", uri="${uri}", algorithm=${algorithm}, response="${response}"${extra}`;
}

describe('digestResponse', () => {
  const example = {
    username: 'Mufasa',
    password: 'Circle of Life',
    realm: 'http-auth@example.org',
    method: 'GET',
    uri: '/dir/index.html',
    nonce: '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v',
    qop: {
      value: 'auth',
      nonceCount: '00000001',
      clientNonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
    },
  } as const;

  it('[RFC 7616 3.9.1] gives the responses of the published example', () => {
    expect(digestResponse({ ...example, algorithm: 'MD5' })).toBe('8ca523f5e9506fed4657c9700eebdbec');
    expect(digestResponse({ ...example, algorithm: 'SHA-256' })).toBe(
      '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1',
    );
  });
});

describe('createAuthenticator', () => {
  it('challenges a request without credentials', () => {
    const request = { method: 'SETUP', url, authorization: undefined };
    expect(authenticator(['digest-md5']).decide(request, credentials)).toBe('challenge');
  });

  it.each(['digest-md5', 'digest-sha256'] as const)('accepts the right answer to %s', (scheme) => {
    const auth = authenticator([scheme]);
    const [challenge = ''] = auth.challenges(false);
    expect(auth.decide({ method: 'SETUP', url, authorization: answer(challenge) }, credentials)).toBe(
      'accepted',
    );
  });

  it('refuses a wrong password, another method, another camera and a foreign nonce', () => {
    const auth = authenticator(['digest-md5']);
    const [challenge = ''] = auth.challenges(false);
    const [foreign = ''] = authenticator(['digest-md5']).challenges(false);
    const attempts = [
      answer(challenge, { password: 'x' }),
      answer(challenge, { method: 'PLAY' }),
      answer(challenge, { uri: 'rtsp://127.0.0.1:8554/cam-0002' }),
      answer(foreign),
    ];
    for (const authorization of attempts) {
      expect(auth.decide({ method: 'SETUP', url, authorization }, credentials)).toBe('challenge');
    }
  });

  it('refuses MD5 where only SHA-256 is offered', () => {
    const auth = authenticator(['digest-sha256']);
    const [challenge = ''] = auth.challenges(false);
    const weaker = answer(challenge.replace(', algorithm=SHA-256, qop="auth"', ''));
    expect(auth.decide({ method: 'SETUP', url, authorization: weaker }, credentials)).toBe('challenge');
  });

  it('accepts the signed address of the camera for its track', () => {
    const auth = authenticator(['digest-md5']);
    const [challenge = ''] = auth.challenges(false);
    const authorization = answer(challenge, { uri: '/cam-0001' });
    expect(auth.decide({ method: 'SETUP', url, authorization }, credentials)).toBe('accepted');
  });

  it('calls a right answer to an old nonce stale and then hands out a new nonce', () => {
    let nowMs = 0;
    const auth = authenticator(['digest-md5'], { now: () => nowMs, nonceLifetimeMs: 1000 });
    const [challenge = ''] = auth.challenges(false);
    nowMs = 1001;
    expect(auth.decide({ method: 'SETUP', url, authorization: answer(challenge) }, credentials)).toBe(
      'stale',
    );
    const [renewed = ''] = auth.challenges(true);
    expect(renewed).toContain('stale=true');
    expect(auth.decide({ method: 'SETUP', url, authorization: answer(renewed) }, credentials)).toBe(
      'accepted',
    );
  });

  it('accepts Basic only where it is offered', () => {
    const authorization = `Basic ${Buffer.from('viewer:mật khẩu').toString('base64')}`;
    const request = { method: 'DESCRIBE', url, authorization };
    expect(authenticator(['basic']).decide(request, credentials)).toBe('accepted');
    expect(authenticator(['digest-md5']).decide(request, credentials)).toBe('challenge');
  });
});
