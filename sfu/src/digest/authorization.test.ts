import { describe, expect, it } from 'vitest';
import { chooseChallenge, createAuthorizer } from './authorization.ts';

const mufasa = { username: 'Mufasa', password: 'Circle of Life' };
const rfc7616 =
  'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=SHA-256, ' +
  'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"';

function answer(challengeText: string, credentials = mufasa) {
  const challenge = chooseChallenge([challengeText]);
  if (challenge === undefined) throw new Error('the challenge is understood');
  const cnonce = 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ';
  return createAuthorizer(challenge, credentials, () => cnonce);
}

describe('answers to a challenge', () => {
  it('answers the example of RFC 7616 in SHA-256 and MD5', () => {
    const request = { method: 'GET', url: '/dir/index.html' };
    expect(answer(rfc7616).authorize(request)).toContain(
      'response="753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"',
    );
    expect(answer(rfc7616.replace('SHA-256', 'MD5')).authorize(request)).toContain(
      'response="8ca523f5e9506fed4657c9700eebdbec"',
    );
  });

  it('answers without qop as RFC 2069 has it', () => {
    const text = 'Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093"';
    const header = answer(text, { username: 'Mufasa', password: 'CircleOfLife' }).authorize({
      method: 'GET',
      url: '/dir/index.html',
    });
    expect(header).toContain('response="1949323746fe6a43ef61f9606e7febea"');
    expect(header).not.toContain('nc=');
  });

  it('counts the uses of a nonce', () => {
    const authorizer = answer(rfc7616);
    authorizer.authorize({ method: 'A', url: '/' });
    expect(authorizer.authorize({ method: 'B', url: '/' })).toContain('nc=00000002');
  });

  it('takes Basic only where nothing else is offered, the strongest digest before the others', () => {
    const md5 = 'Digest realm="a", nonce="1"';
    const sha512 = 'Digest realm="a", nonce="3", algorithm=SHA-512-256';
    expect(chooseChallenge(['Basic realm="a"', md5])).toMatchObject({ scheme: 'digest', algorithm: 'MD5' });
    expect(chooseChallenge([`Basic realm="a, b", ${md5}, ${sha512}`])).toMatchObject({
      algorithm: 'SHA-512-256',
    });
    expect(chooseChallenge(['Basic realm="a"'])).toEqual({ scheme: 'basic' });
    expect(answer('Basic realm="a"').authorize({ method: 'A', url: '/' })).toBe(
      'Basic TXVmYXNhOkNpcmNsZSBvZiBMaWZl',
    );
  });

  it('understands neither another scheme, nor another algorithm, nor integrity alone', () => {
    expect(chooseChallenge(['Bearer x'])).toBeUndefined();
    expect(chooseChallenge(['Digest realm="a", nonce="1", algorithm=ROT13'])).toBeUndefined();
    expect(chooseChallenge(['Digest realm="a", nonce="1", qop="auth-int"'])).toBeUndefined();
    expect(chooseChallenge([])).toBeUndefined();
  });
});
