import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createScriptedCamera } from '../src/ingest/testing/scripted-camera.ts';
import type { ScriptedCamera } from '../src/ingest/testing/scripted-camera.ts';
import { SfuRig } from './sfu-rig.ts';

let camera: ScriptedCamera;
let rig: SfuRig;

beforeEach(async () => {
  camera = await createScriptedCamera();
  rig = await SfuRig.create({ 'cam-1': `rtsp://127.0.0.1:${camera.port}/secret-path` });
});
afterEach(async () => {
  await rig.close();
  await camera.close();
});

describe('the SFU', () => {
  it('keeps the Producer and the viewing when a camera reboots under a new SSRC', async () => {
    const sfu = await rig.start();
    const viewer = await rig.viewer(sfu);
    await viewer.join();
    const before = await viewer.watchOne(await rig.sign());
    await viewer.hear('cameraState', ({ state }) => state.state === 'live').catch(() => undefined);
    camera.reboot();
    await viewer.hear('cameraState', ({ state }) => state.state === 'no_signal');
    await viewer.hear('cameraState', ({ state }) => state.state === 'live');
    expect(await viewer.say('resume', { viewings: [before.viewing] })).toEqual({
      ok: true,
      value: { replays: [] },
    });
    const again = await viewer.watchOne(await rig.sign());
    expect(again.consumer.producerId).toBe(before.consumer.producerId);
  });

  it.each([
    ['dies', 'SIGKILL'],
    ['hangs', 'SIGSTOP'],
  ] as const)('replaces a worker that %s and says so to those who watched', async (_, signal) => {
    const sfu = await rig.start();
    const control = await rig.control(sfu);
    const viewer = await rig.viewer(sfu);
    await viewer.join();
    const { viewing } = await viewer.watchOne(await rig.sign());
    const pid = sfu.serialize().workers[0]?.pid ?? 0;
    process.kill(pid, signal);
    await viewer.hear(
      'viewingClosed',
      (closed) => closed.viewing === viewing && closed.cause === 'worker_died',
    );
    await control.hear((fact) => fact.kind === 'viewing_stopped' && fact.cause === 'worker_died');
    await expect.poll(() => sfu.serialize().workers[0]?.pid ?? pid).not.toBe(pid);
    await viewer.join();
    expect((await viewer.watchOne(await rig.sign())).camera).toBe('cam-1');
  });

  it('tells the server, after a restart, what it had not stored, numbered without a gap', async () => {
    const first = await rig.start();
    const viewer = await rig.viewer(first);
    await viewer.join();
    const { viewing } = await viewer.watchOne(await rig.sign());
    await first.close();
    const second = await rig.start();
    const control = await rig.control(second);
    const stopped = await control.hear((fact) => fact.kind === 'viewing_stopped' && fact.viewing === viewing);
    expect(stopped.fact).toMatchObject({ cause: 'sfu_stopped' });
    const ofFirstRun = control.received
      .filter((each) => each.boot === stopped.boot)
      .map((each) => each.number);
    expect(ofFirstRun).toEqual(ofFirstRun.map((_, index) => index + 1));
  });

  it('sends facts again to a server that did not store them', async () => {
    const sfu = await rig.start();
    const deaf = await rig.control(sfu);
    deaf.acknowledges = false;
    await deaf.connected;
    const viewer = await rig.viewer(sfu);
    await viewer.join();
    await viewer.watchOne(await rig.sign());
    deaf.socket.disconnect();
    const control = await rig.control(sfu);
    await control.hear((fact) => fact.kind === 'viewing_started');
    expect(control.received[0]?.number).toBe(1);
  });

  it('follows the register while it runs: a camera that leaves it ends its viewings', async () => {
    const sfu = await rig.start();
    const viewer = await rig.viewer(sfu);
    await viewer.join();
    const { viewing } = await viewer.watchOne(await rig.sign());
    const { CameraRegister } = await import('../src/index.ts');
    const register = await CameraRegister.open(rig.config.files.cameras, rig.config.files.camerasKey);
    await register.remove((await register.list()).map((source) => source.camera));
    await viewer.hear(
      'viewingClosed',
      (closed) => closed.viewing === viewing && closed.cause === 'camera_removed',
    );
    expect(await viewer.refusal(await rig.sign())).toBe('camera_unknown');
  });

  it('[KH-08] lets no address or password out in logs, facts, metrics or its own state', async () => {
    const sfu = await rig.start();
    const control = await rig.control(sfu);
    await control.hear((fact) => fact.kind === 'camera_state');
    camera.reboot();
    await control.hear((fact) => fact.kind === 'camera_state' && fact.fact.state.state === 'no_signal');
    const out = [
      ...rig.logged,
      JSON.stringify(control.received),
      JSON.stringify(sfu.serialize()),
      await rig.text(sfu, '/metrics'),
      await readFile(rig.config.files.facts, 'latin1'),
      await readFile(rig.config.files.cameras, 'latin1'),
    ].join('\n');
    expect(out).not.toContain('secret-path');
    expect(out).not.toContain(`${camera.port}/`);
  });

  it('says in one line which setting to change when its port is taken', async () => {
    const sfu = await rig.start();
    await expect(rig.start({ port: sfu.port, files: { ...rig.config.files } })).rejects.toThrow(
      /^TRUC_SFU_PORT: /,
    );
  });
});
