import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CameraRegister, sfuFiles } from '@truc/sfu';
import { readMatches } from '@truc/sfu/onvif';
import { checkout } from '../world/checkout.ts';
import { createOnvifServer } from './onvif-server.ts';
import type { OnvifServer } from './onvif-server.ts';

const account = { username: 'giamsat', password: 'mật khẩu' };
let folder: string;
let server: OnvifServer;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'truc-discover-'));
  const profile = (token: string, codec: 'h264' | 'h265', width: number, gop: number) => ({
    token,
    name: token,
    url: `rtsp://giamsat:x@127.0.0.1:8554/${token}`,
    codec,
    width,
    height: (width * 9) / 16,
    fps: 10,
    gop,
    requestKeyframe: () => undefined,
  });
  server = await createOnvifServer({
    port: 0,
    discoverableOn: '127.0.0.1',
    devices: [
      {
        name: 'cong-chinh',
        ...account,
        profiles: [profile('main', 'h265', 1920, 250), profile('sub', 'h264', 640, 10)],
        behaviour: { clockAheadMs: 420_000 },
      },
      { name: 'la', username: 'khac', password: 'khac', profiles: [profile('main', 'h264', 640, 10)] },
    ],
  });
});
afterEach(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

async function discover(input: object) {
  const child = spawn(process.execPath, ['sfu/src/register-cli.ts', 'discover', 'lo'], {
    cwd: checkout,
    env: { ...process.env, TRUC_DATA: folder },
  });
  child.stdin.end(JSON.stringify(input));
  const [out, error] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { out, error, code: child.exitCode };
}

describe('discovery', () => {
  it('finds the devices of an interface, warns, and puts what is confirmed into the sealed register', async () => {
    const host = `127.0.0.1:${server.port}`;
    const { out, error, code } = await discover({ ...account, cameras: { [host]: 'cong-chinh' } });
    expect({ error, code }).toEqual({ error: '', code: 0 });
    expect(out).toContain('main: h265 1920x1080 10/s, GOP 250');
    expect(out).toContain('sub: h264 640x360 10/s, GOP 10');
    expect(out).toMatch(/! the clock is off by 7\.0 min/);
    expect(out).toContain('! the main stream has a keyframe less often');
    expect(out).toContain('auth_refused');
    expect(out + error).not.toContain(account.password);
    const files = sfuFiles({ TRUC_DATA: folder }, folder);
    const register = await CameraRegister.open(files.cameras, files.camerasKey);
    expect(await register.list()).toEqual([
      {
        camera: 'cong-chinh',
        ...account,
        main: { url: 'rtsp://127.0.0.1:8554/main', profile: 'main' },
        sub: { url: 'rtsp://127.0.0.1:8554/sub', profile: 'sub' },
        onvif: { url: server.urlOf('cong-chinh') },
      },
    ]);
  });

  it('passes over what is no answer', () => {
    for (const xml of ['', 'x', '<a/>', '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', '<a>'.repeat(9_000)])
      expect(readMatches(xml, '10.0.0.1')).toEqual([]);
  });
});
