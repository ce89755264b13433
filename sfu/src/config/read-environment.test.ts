import { describe, expect, it } from 'vitest';
import { readEnvironment } from './read-environment.ts';

describe('readEnvironment', () => {
  it('has a working setting for everything', () => {
    expect(readEnvironment({}, '/srv/truc')).toMatchObject({
      host: '127.0.0.1',
      port: 8081,
      mediaPort: 44_400,
      mediaAddresses: [{ ip: '127.0.0.1' }],
      workers: 2,
      files: {
        grantKeys: '/srv/truc/.data/shared/grant-key.json',
        cameras: '/srv/truc/.data/sfu/cameras.sealed',
      },
    });
  });

  it('reads addresses behind a NAT', () => {
    const { mediaAddresses } = readEnvironment({ TRUC_MEDIA_IPS: '10.0.0.5=203.0.113.9, 127.0.0.1' }, '/');
    expect(mediaAddresses).toEqual([{ ip: '10.0.0.5', announced: '203.0.113.9' }, { ip: '127.0.0.1' }]);
  });

  it('reads the relay and where its secret is', () => {
    const env = {
      TRUC_TURN_URLS: 'turn:a:3478, turns:a:443?transport=tcp',
      TRUC_TURN_SECRET_FILE: 'turn-secret',
    };
    expect(readEnvironment(env, '/srv').turn).toEqual({
      urls: ['turn:a:3478', 'turns:a:443?transport=tcp'],
      secretFile: '/srv/turn-secret',
    });
    expect(() => readEnvironment({ TRUC_TURN_URLS: 'turn:a' }, '/')).toThrow(/^TRUC_TURN_SECRET_FILE/);
  });

  it.each([
    ['TRUC_TURN_URLS', 'http://a'],
    ['TRUC_SFU_PORT', 'eighty'],
    ['TRUC_MEDIA_PORT', '70000'],
    ['TRUC_SFU_WORKERS', '0'],
    ['TRUC_SFU_TRANSCODES', '-1'],
    ['TRUC_MEDIA_IPS', 'everywhere'],
  ])('names %s when it is wrong', (name, value) => {
    expect(() => readEnvironment({ [name]: value }, '/')).toThrow(new RegExp(`^${name}`));
  });
});
