import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CameraRegister } from './camera-register.ts';
import { SealedFile } from './sealed-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'truc-register-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const sealed = () => join(folder, 'sfu', 'cameras.sealed');
const key = () => join(folder, 'sfu', 'key');
const cameras = [
  {
    camera: 'cong-chinh',
    username: 'admin',
    password: 'mật khẩu 42',
    main: { url: 'rtsp://10.1.2.3/live', profile: 'Profile_1' },
    onvif: { url: 'http://10.1.2.3/onvif/device_service' },
  },
  { camera: 'hanh-lang', main: { url: 'rtsp://10.1.2.4/live' }, sub: { url: 'rtsp://10.1.2.4/sub' } },
];

async function run(command: string, input = '') {
  const child = spawn(process.execPath, [join(import.meta.dirname, '..', 'register-cli.ts'), command], {
    env: { ...process.env, TRUC_DATA: folder },
  });
  child.stdin.end(input);
  const [out, error] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { out, error, code: child.exitCode };
}

describe('the camera register', () => {
  it('[KH-08] keeps addresses and passwords under a key that only its owner can read', async () => {
    expect(await run('put', JSON.stringify(cameras))).toMatchObject({ code: 0, out: '2 put\n' });
    const file = await readFile(sealed(), 'latin1');
    expect(file).not.toContain('10.1.2');
    expect(file).not.toContain('admin');
    for (const path of [sealed(), key()]) expect((await stat(path)).mode & 0o777).toBe(0o600);
    const register = await CameraRegister.open(sealed(), key());
    expect(await register.list()).toEqual(cameras);
  });

  it('[KH-08] shows neither when it is asked what it holds', async () => {
    await run('put', JSON.stringify(cameras));
    expect((await run('list')).out).toBe('cong-chinh (onvif)\nhanh-lang (sub)\n');
  });

  it('[KH-08] quotes nothing of an input that is wrong', async () => {
    const inputs = [
      '[{"camera":"x","url":"rtsp://admin:secret@10.1.2.3/"}]',
      '{"password":"secret"',
      '"secret"',
    ];
    for (const input of inputs) {
      const { code, out, error } = await run('put', input);
      expect(code).toBe(1);
      expect(out + error).not.toMatch(/secret|10\.1/);
    }
  });

  it('reads and takes entries in the flat shape of before', async () => {
    const flat = { camera: 'hanh-lang', url: 'rtsp://10.1.2.4/live', sub: 'rtsp://10.1.2.4/sub' };
    const file = await SealedFile.open(sealed(), key());
    await file.write(JSON.stringify({ version: 1, cameras: [flat] }));
    const register = await CameraRegister.open(sealed(), key());
    expect(await register.list()).toEqual([cameras[1]]);
    expect(await run('put', JSON.stringify([{ ...flat, camera: 'cong-phu' }]))).toMatchObject({ code: 0 });
    expect(await register.list()).toEqual([cameras[1], { ...cameras[1], camera: 'cong-phu' }]);
  });

  it('removes a camera', async () => {
    await run('put', JSON.stringify(cameras));
    await run('remove', '["cong-chinh"]');
    expect((await run('list')).out).toBe('hanh-lang (sub)\n');
  });

  it('notices that it was changed by another hand, or that the key is not its own', async () => {
    await run('put', JSON.stringify(cameras));
    const octets = await readFile(sealed());
    octets.writeUInt8(octets.readUInt8(octets.length - 1) ^ 1, octets.length - 1);
    await writeFile(sealed(), octets);
    const register = await CameraRegister.open(sealed(), key());
    await expect(register.list()).rejects.toThrow(/^TRUC_SFU_KEY_FILE: /);
  });
});
