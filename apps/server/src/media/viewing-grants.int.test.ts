import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ViewingGrantClaimsSchema, ViewingGrantResponseSchema } from '@truc/media/signalling';
import { createLocalJWKSet, jwtVerify, type JSONWebKeySet } from 'jose';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestWorld, type Browser, type TestWorld } from '../testing/test-world.ts';

let world: TestWorld;
beforeAll(async () => {
  world = await createTestWorld();
});
afterAll(() => world.close());

const question = { purpose: 'supervise_compliance', display: 'wall-display-1' };

async function ask(browser: Browser, cameras: readonly string[]) {
  const answer = await browser.post('/api/viewing-grants', { ...question, cameras });
  expect(answer.status).toBe(200);
  return v.parse(ViewingGrantResponseSchema, await answer.json()).grants;
}

function publishedKeys(): JSONWebKeySet {
  return JSON.parse(readFileSync(join(world.folder, 'shared', 'grant-key.json'), 'utf8')) as JSONWebKeySet;
}

describe('viewing grants', () => {
  it('[GL-07] are signed for one person, one camera, one purpose, one display, for five minutes', async () => {
    const [grant] = await ask(await world.signedIn('my'), ['cam-011']);
    if (grant?.ok !== true) throw new Error('a grant');
    const { payload, protectedHeader } = await jwtVerify(grant.token, createLocalJWKSet(publishedKeys()));
    expect(protectedHeader.alg).toBe('EdDSA');
    const claims = v.parse(ViewingGrantClaimsSchema, payload);
    expect(claims).toMatchObject({
      sub: 'nguyen-ha-my',
      cam: 'cam-011',
      pur: question.purpose,
      dsp: question.display,
    });
    expect(claims.exp - claims.iat).toBe(300);
    expect(grant.expiresAt).toBe(claims.exp * 1_000);
  });

  it('[GL-20] are given to a facility’s watch for its own cameras, and not for another’s', async () => {
    const grants = await ask(await world.signedIn('khanh'), ['cam-011', 'cam-021', 'cam-999']);
    expect(grants.map(({ camera, ok }) => [camera, ok])).toEqual([
      ['cam-011', true],
      ['cam-021', false],
      ['cam-999', false],
    ]);
    expect(grants.slice(1)).toEqual([
      { ok: false, camera: 'cam-021', code: 'not_found' },
      { ok: false, camera: 'cam-999', code: 'not_found' },
    ]);
  });

  it('[GL-03] are denied to a role without the right, and the attempt is in the audit', async () => {
    const admin = await world.signedIn('admin');
    expect((await ask(admin, ['cam-011'])).map(({ ok }) => ok)).toEqual([false]);
    expect(await (await admin.get('/api/cameras')).json()).toEqual({
      facilities: [],
      cameras: [],
      recorded: [],
      recorders: [],
    });
    const audit = await world.server.context.database.pool.query(
      `select object, outcome, code, detail from audit where person = 'quan-tri' and action = 'viewing_grant'`,
    );
    expect(audit.rows).toEqual([
      {
        object: 'cam-011',
        outcome: 'denied',
        code: 'forbidden',
        detail: { purpose: question.purpose, display: question.display },
      },
    ]);
  });

  it('[GL-01] are written down with the system through which they look', async () => {
    await ask(await world.signedIn('khanh'), ['cam-011']);
    await ask(await world.signedIn('my'), ['cam-011']);
    const grants = await world.server.context.database.pool.query(
      'select distinct person, system from viewing_grant order by person',
    );
    expect(grants.rows).toEqual([
      { person: 'nguyen-ha-my', system: 'CENTRAL' },
      { person: 'tran-van-khanh', system: 'FACILITY' },
    ]);
  });

  it('keep their key over a restart, closed to others, and publish the public half alone', async () => {
    const before = publishedKeys();
    await world.restart();
    expect(publishedKeys()).toEqual(before);
    expect(before.keys[0]).not.toHaveProperty('d');
    expect(statSync(join(world.folder, 'server', 'grant-key.pem')).mode & 0o777).toBe(0o600);
    expect(statSync(join(world.folder, 'shared', 'control-secret')).mode & 0o777).toBe(0o600);
  });
});
