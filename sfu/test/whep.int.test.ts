import { randomUUID } from 'node:crypto';
import { request as ask } from 'node:http';
import { generateKeyPair } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createScriptedCamera } from '../src/ingest/testing/scripted-camera.ts';
import type { ScriptedCamera } from '../src/ingest/testing/scripted-camera.ts';
import type { Sfu } from '../src/index.ts';
import { SfuRig, testDisplay } from './sfu-rig.ts';
import type { TestControl } from './sfu-rig.ts';
import { offerOf } from './whep-offer.ts';

let camera: ScriptedCamera;
let rig: SfuRig;
let sfu: Sfu;
let control: TestControl;
const listedOrigin = 'https://player.example';

beforeAll(async () => {
  camera = await createScriptedCamera();
  const url = `rtsp://127.0.0.1:${camera.port}/live`;
  rig = await SfuRig.create({ 'cam-1': url, 'cam-2': url });
  const limits = { ...rig.config.limits, messageBurst: 60, messagesPerSecond: 20 };
  sfu = await rig.start({ origins: [listedOrigin], limits });
  control = await rig.control(sfu);
  await control.connected;
});
afterAll(async () => {
  await rig.close();
  await camera.close();
});

let callers = 0;
type Asked = {
  readonly path?: string;
  readonly method?: string;
  readonly token?: string;
  readonly body?: string;
  readonly headers?: Record<string, string>;
};

/** One request, as from a caller of its own behind a proxy, so that none is slowed down for the others. */
async function request({ path = `/whep/cam-1/${testDisplay}`, method = 'POST', ...asked }: Asked) {
  callers += 1;
  const headers = {
    'x-forwarded-for': `192.0.2.${callers % 250}`,
    ...(method === 'POST' ? { 'content-type': 'application/sdp' } : {}),
    ...(asked.token === undefined ? {} : { authorization: `Bearer ${asked.token}` }),
    ...asked.headers,
  };
  const answer = await fetch(`http://127.0.0.1:${sfu.port}${path}`, {
    method,
    headers,
    ...(method === 'POST' || method === 'PATCH' ? { body: asked.body ?? offerOf({}) } : {}),
  });
  const text = await answer.text();
  const code: unknown = text.startsWith('{') ? (JSON.parse(text) as { code?: unknown }).code : undefined;
  return { status: answer.status, headers: answer.headers, text, code };
}

async function begin(token?: string) {
  const used = token ?? (await rig.sign());
  const answer = await request({ token: used });
  expect(answer.status).toBe(201);
  return { ...answer, token: used, path: answer.headers.get('location') ?? '' };
}

const patch = (more: object, ufrag = 'abcd') => ({
  method: 'PATCH',
  body: `a=ice-ufrag:${ufrag}\r\na=ice-pwd:0123456789012345678901\r\nm=video 9 UDP/TLS/RTP/SAVPF 0\r\na=mid:0\r\na=end-of-candidates\r\n`,
  headers: { 'content-type': 'application/trickle-ice-sdpfrag' },
  ...more,
});

type WrongGrant = readonly [string, () => Promise<string | undefined>, number, string];
const wrongGrants: readonly WrongGrant[] = [
  ['no grant', async () => undefined, 401, 'grant_missing'],
  ['no form of a grant', async () => 'not.a.grant', 401, 'grant_invalid'],
  [
    'another key',
    async () => rig.sign({}, (await generateKeyPair('EdDSA', { crv: 'Ed25519' })).privateKey),
    401,
    'grant_invalid',
  ],
  ['another audience', () => rig.sign({ audience: 'truc-web' }), 401, 'grant_invalid'],
  ['a grant that has run out', () => rig.sign({ lifeSeconds: 0 }), 401, 'grant_expired'],
  [
    'a grant for another display',
    () => rig.sign({ display: 'display-elsewhere' }),
    403,
    'grant_for_other_display',
  ],
  ['a grant for another camera', () => rig.sign({ camera: 'cam-2' }), 403, 'grant_for_other_camera'],
];

describe('a WHEP endpoint', () => {
  it('answers an offer with the numbers of the offer, and writes down who looks and for which purpose', async () => {
    const grant = randomUUID();
    const { text, path, headers } = await begin(await rig.sign({ grant }));
    expect(headers.get('content-type')).toBe('application/sdp');
    expect(path).toMatch(new RegExp(`^/whep/cam-1/${testDisplay}/[0-9a-f-]{36}$`));
    expect(text).toMatch(/^v=0\r\n/);
    expect(text).toContain('m=audio 0 UDP/TLS/RTP/SAVPF 0\r\n');
    expect(text).toContain('m=video 7 UDP/TLS/RTP/SAVPF 109\r\n');
    expect(text).toContain('a=rtcp-fb:109 nack\r\n');
    expect(text).toContain('a=setup:passive\r\n');
    const { fact } = await control.hear((each) => each.kind === 'viewing_started' && each.grant === grant);
    expect(fact).toMatchObject({
      person: 'person-1',
      camera: 'cam-1',
      purpose: 'supervise_compliance',
      display: testDisplay,
    });
  });

  it('ends the viewing when it is told to, and knows the session no more', async () => {
    const { path, token } = await begin();
    expect(await request({ path, token, method: 'DELETE' })).toMatchObject({ status: 200 });
    const { fact } = await control.hear(
      (each) => each.kind === 'viewing_stopped' && each.cause === 'closed_by_viewer',
    );
    expect(fact.kind).toBe('viewing_stopped');
    expect(await request({ path, token, method: 'DELETE' })).toMatchObject({
      status: 404,
      code: 'session_unknown',
    });
  });

  it.each(wrongGrants)('refuses %s', async (_name, sign, status, code) => {
    const token = await sign();
    expect(await request({ ...(token === undefined ? {} : { token }) })).toMatchObject({ status, code });
  });

  it('takes a grant once: not again, not for two at once, and not one that a page watches by', async () => {
    const { token } = await begin();
    expect(await request({ token })).toMatchObject({ status: 409, code: 'grant_used' });
    const raced = await rig.sign();
    const statuses = await Promise.all([1, 2, 3].map(() => request({ token: raced })));
    expect(statuses.map(({ status }) => status).toSorted()).toEqual([201, 409, 409]);
    const viewer = await rig.viewer(sfu);
    await viewer.join();
    const watched = await rig.sign();
    await viewer.watchOne(watched);
    expect(await request({ token: watched })).toMatchObject({ status: 409, code: 'grant_used' });
  });

  it('takes a grant again when nothing came of it', async () => {
    const token = await rig.sign();
    const body = offerOf({ video: 'VP8' });
    expect(await request({ token, body })).toMatchObject({ status: 422, code: 'cannot_consume' });
    expect(await request({ token })).toMatchObject({ status: 201 });
  });

  it('says of a camera that is not registered that it is unknown', async () => {
    const token = await rig.sign({ camera: 'cam-none' });
    expect(await request({ token, path: `/whep/cam-none/${testDisplay}` })).toMatchObject({
      status: 404,
      code: 'camera_unknown',
    });
  });

  it('ends at once when its grant is revoked, and stays refused', async () => {
    const grant = randomUUID();
    const { path, token } = await begin(await rig.sign({ grant }));
    expect(await control.socket.emitWithAck('revokeGrants', { grants: [grant] })).toEqual({ closed: 1 });
    expect(await request({ path, token, method: 'DELETE' })).toMatchObject({ status: 404 });
    expect(await request({ token })).toMatchObject({ status: 403, code: 'grant_revoked' });
  });

  it.each([
    ['an empty offer', '', 400, 'unparseable'],
    ['what is no SDP', '{"sdp":1}', 400, 'unparseable'],
    [
      'an offer without a fingerprint',
      offerOf({}).replaceAll(/a=fingerprint.*\r\n/g, ''),
      400,
      'unparseable',
    ],
    ['a fingerprint of another alphabet', offerOf({ fingerprint: 'zz:zz' }), 400, 'unparseable'],
    ['a section named with a line break', offerOf({ mid: 'a\rb' }), 400, 'unparseable'],
    ['two sections of one name', offerOf({ mid: '0' }), 400, 'unparseable'],
    ['an offer to send', offerOf({ direction: 'sendonly' }), 422, 'cannot_consume'],
    ['an offer without H.264', offerOf({ video: 'VP8' }), 422, 'cannot_consume'],
  ])('refuses %s', async (_name, body, status, code) => {
    expect(await request({ token: await rig.sign(), body })).toMatchObject({ status, code });
  });

  it('refuses another media type, an offer that is too long, and other methods', async () => {
    const token = await rig.sign();
    expect(await request({ token, headers: { 'content-type': 'application/json' } })).toMatchObject({
      status: 415,
      code: 'wrong_media_type',
    });
    expect(await request({ token, body: 'x'.repeat(70_000) })).toMatchObject({
      status: 413,
      code: 'too_large',
    });
    for (const method of ['GET', 'PUT', 'DELETE'])
      expect(await request({ token, method })).toMatchObject({ status: 405, code: 'method_refused' });
    expect(await request({ token, path: '/whep/cam-1' })).toMatchObject({ status: 404, code: 'not_found' });
  });

  it('does not wait for an offer that dribbles in', async () => {
    const token = await rig.sign();
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const slow = ask({
        port: sfu.port,
        host: '127.0.0.1',
        path: `/whep/cam-1/${testDisplay}`,
        method: 'POST',
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/sdp',
          'content-length': 5_000,
        },
      });
      slow.on('response', (answer) => resolve(answer.statusCode));
      slow.on('error', reject);
      slow.write('v=0\r\n');
    });
    expect(status).toBe(408);
  });

  it('lets nobody but the bearer of the grant, or of a fresh one for the same look, speak for a session', async () => {
    const { path } = await begin();
    const other = await rig.sign({ person: 'person-2' });
    expect(await request({ path, method: 'DELETE' })).toMatchObject({ status: 401, code: 'grant_missing' });
    expect(await request({ path, token: other, method: 'DELETE' })).toMatchObject({
      status: 403,
      code: 'grant_for_other_session',
    });
    const fresh = await rig.sign({ lifeSeconds: 600 });
    expect(await request({ path, token: fresh, ...patch({}) })).toMatchObject({ status: 204 });
    expect(await request({ path, token: fresh, method: 'DELETE' })).toMatchObject({ status: 200 });
  });

  it('takes candidates without a word, and answers another ICE session with parameters of its own', async () => {
    const { path, token, headers, text } = await begin();
    expect(await request({ path, token, ...patch({}) })).toMatchObject({ status: 204 });
    const restarted = await request({ path, token, ...patch({}, 'efgh') });
    expect(restarted.status).toBe(200);
    const fragment = /a=ice-ufrag:(\S+)/.exec(restarted.text)?.[1];
    expect(fragment).toBeDefined();
    expect(text).not.toContain(`a=ice-ufrag:${fragment}`);
    expect(restarted.headers.get('etag')).not.toBe(headers.get('etag'));
    const late = patch({
      headers: { 'content-type': 'application/trickle-ice-sdpfrag', 'if-match': headers.get('etag') ?? '' },
    });
    expect(await request({ path, token, ...late })).toMatchObject({
      status: 412,
      code: 'precondition_failed',
    });
    expect(await request({ path, token, ...patch({ body: 'a=candidate:1' }) })).toMatchObject({
      status: 400,
      code: 'unparseable',
    });
    expect(
      await request({ path, token, ...patch({ headers: { 'content-type': 'application/sdp' } }) }),
    ).toMatchObject({ status: 415 });
  });

  it('answers pages of other origins only where they are listed', async () => {
    const foreign = { origin: 'https://elsewhere.example' };
    const refused = await request({ token: await rig.sign(), headers: foreign });
    expect(refused).toMatchObject({ status: 403, code: 'origin_refused' });
    expect(refused.headers.get('access-control-allow-origin')).toBeNull();
    expect((await request({ method: 'OPTIONS', headers: foreign })).status).toBe(403);
    const preflight = await request({ method: 'OPTIONS', headers: { origin: listedOrigin } });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe(listedOrigin);
    const answer = await request({ token: await rig.sign(), headers: { origin: listedOrigin } });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('access-control-expose-headers')).toContain('location');
  });

  it('slows down one caller, and serves the others', async () => {
    const flood = { headers: { 'x-forwarded-for': '198.51.100.7', 'content-type': 'application/sdp' } };
    const answers = await Promise.all(Array.from({ length: 100 }, () => request(flood)));
    expect(answers.map(({ code }) => code)).toContain('too_many_requests');
    expect(await request({ token: await rig.sign() })).toMatchObject({ status: 201 });
  });

  it('cannot be taken over by a page that learns its address', async () => {
    const { path } = await begin();
    const viewer = await rig.viewer(sfu);
    expect(await viewer.join(testDisplay, { resume: path.split('/').at(-1) })).toMatchObject({
      resumed: false,
    });
  });
});
