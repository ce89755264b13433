import { randomUUID } from 'node:crypto';
import { generateKeyPair } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sfu } from '../src/index.ts';
import { createScriptedCamera } from '../src/ingest/testing/scripted-camera.ts';
import type { ScriptedCamera } from '../src/ingest/testing/scripted-camera.ts';
import { SfuRig } from './sfu-rig.ts';
import type { TestControl, TestViewer } from './sfu-rig.ts';

let camera: ScriptedCamera;
let rig: SfuRig;
let sfu: Sfu;
let viewer: TestViewer;
let control: TestControl;

beforeAll(async () => {
  camera = await createScriptedCamera();
  rig = await SfuRig.create({ 'cam-1': `rtsp://127.0.0.1:${camera.port}/live` });
  sfu = await rig.start();
  control = await rig.control(sfu);
  await control.connected;
  viewer = await rig.viewer(sfu);
  await viewer.join();
});
afterAll(async () => {
  await rig.close();
  await camera.close();
});

const nowSeconds = () => Math.floor(Date.now() / 1_000);

describe('a viewing grant', () => {
  it('opens a paused Consumer when it is signed for this display and runs', async () => {
    const watch = await viewer.watchOne(await rig.sign());
    expect(watch.camera).toBe('cam-1');
    await expect(control.hear((fact) => fact.kind === 'viewing_started')).resolves.toMatchObject({
      fact: { viewing: watch.viewing, person: 'person-1', camera: 'cam-1', purpose: 'supervise_compliance' },
    });
  });

  it('is refused when it has run out, without leeway', async () => {
    expect(await viewer.refusal(await rig.sign({ lifeSeconds: 0 }))).toBe('grant_expired');
  });

  it('is refused when it begins later than clocks differ', async () => {
    expect(await viewer.refusal(await rig.sign({ issuedAt: nowSeconds() + 30 }))).toBe('grant_invalid');
  });

  it('is to be asked for anew when it is older than this run of the SFU', async () => {
    const grant = await rig.sign({ issuedAt: nowSeconds() - 3_600, lifeSeconds: 7_200 });
    expect(await viewer.refusal(grant)).toBe('grant_expired');
  });

  it.each([
    [
      'another key',
      async () => rig.sign({}, (await generateKeyPair('EdDSA', { crv: 'Ed25519' })).privateKey),
    ],
    ['another issuer', () => rig.sign({ issuer: 'somebody' })],
    ['another audience', () => rig.sign({ audience: 'truc-web' })],
    ['no signature (alg none)', async () => unsigned(await rig.sign())],
    ['a changed claim', async () => changed(await rig.sign())],
    ['no form of a grant', async () => 'not.a.grant'],
  ])('is refused with %s', async (_name, make) => {
    expect(await viewer.refusal(await make())).toBe('grant_invalid');
  });

  it('is refused at another display', async () => {
    expect(await viewer.refusal(await rig.sign({ display: 'display-elsewhere' }))).toBe(
      'grant_for_other_display',
    );
  });

  it('is refused for a camera that is not registered', async () => {
    expect(await viewer.refusal(await rig.sign({ camera: 'cam-none' }))).toBe('camera_unknown');
  });

  it('is judged by itself in a batch, answers in its order', async () => {
    const grants = [await rig.sign({ camera: 'cam-none' }), await rig.sign(), 'x'];
    const watches = await viewer.watch(grants);
    expect(watches.map((watch) => (watch.ok ? 'ok' : watch.code))).toEqual([
      'camera_unknown',
      'ok',
      'grant_invalid',
    ]);
  });

  it('ends the viewing within a second of its end', async () => {
    const issuedAt = nowSeconds();
    const { viewing } = await viewer.watchOne(await rig.sign({ issuedAt, lifeSeconds: 2 }));
    await viewer.hear(
      'viewingClosed',
      (closed) => closed.viewing === viewing && closed.cause === 'grant_expired',
    );
    const late = Date.now() - (issuedAt + 2) * 1_000;
    expect(late).toBeGreaterThanOrEqual(0);
    expect(late).toBeLessThan(1_000);
  });

  it('carries a viewing on when it renews it, and only for the same person and camera', async () => {
    const { viewing } = await viewer.watchOne(await rig.sign({ lifeSeconds: 2 }));
    const other = await viewer.say('renew', { viewing, grant: await rig.sign({ person: 'person-2' }) });
    expect(other).toEqual({ ok: false, code: 'grant_invalid' });
    const renewed = await viewer.say('renew', { viewing, grant: await rig.sign({ lifeSeconds: 600 }) });
    expect(renewed).toMatchObject({ ok: true });
    // The first grant's end passes while another viewing reaches its own.
    const later = await viewer.watchOne(await rig.sign({ lifeSeconds: 3 }));
    await viewer.hear('viewingClosed', (closed) => closed.viewing === later.viewing);
    expect(await viewer.say('pause', { viewings: [viewing] })).toEqual({ ok: true, value: {} });
  });

  it('ends at once when it is revoked, and stays refused', async () => {
    const grant = randomUUID();
    const token = await rig.sign({ grant });
    const { viewing } = await viewer.watchOne(token);
    expect(await control.socket.emitWithAck('revokeGrants', { grants: [grant] })).toEqual({ closed: 1 });
    await viewer.hear(
      'viewingClosed',
      (closed) => closed.viewing === viewing && closed.cause === 'grant_revoked',
    );
    expect(await viewer.refusal(token)).toBe('grant_revoked');
  });

  it('ends with its person at one camera, whatever grants there are', async () => {
    const grants = await Promise.all([1, 2].map(() => rig.sign({ person: 'person-3' })));
    await viewer.watch(grants);
    const revoked = await control.socket.emitWithAck('revokePerson', { person: 'person-3', camera: 'cam-1' });
    expect(revoked).toEqual({ closed: 2 });
    expect(
      await viewer.refusal(await rig.sign({ person: 'person-3', issuedAt: nowSeconds() - 1 })),
    ).not.toBeUndefined();
  });
});

function unsigned(token: string): string {
  const header = Buffer.from(JSON.stringify({ alg: 'none' })).toString('base64url');
  return `${header}.${token.split('.')[1]}.`;
}

function changed(token: string): string {
  const [header, payload = '', signature] = token.split('.');
  const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString());
  const forged = Buffer.from(JSON.stringify({ ...Object(claims), cam: 'cam-2' })).toString('base64url');
  return `${header}.${forged}.${signature}`;
}
