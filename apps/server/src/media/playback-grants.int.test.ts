import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AccessLogChainSchema, AccessLogResponseSchema, CamerasResponseSchema } from '@truc/domain/api';
import {
  ControlFactsSchema,
  controlVersion,
  playbackAudience,
  PlaybackGrantClaimsSchema,
  PlaybackGrantResponseSchema,
  type FactLink,
  type ViewingFact,
} from '@truc/media/signalling';
import { createLocalJWKSet, decodeJwt, jwtVerify, type JSONWebKeySet } from 'jose';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestWorld, type Browser, type TestWorld } from '../testing/test-world.ts';
import { hashOfLink } from './fact-chain.ts';
import { examineRequestChain } from './request-chain.ts';

let world: TestWorld;

beforeAll(async () => {
  world = await createTestWorld();
  await world.server.provisionPlaces({
    recorders: [{ id: 'f-01-dg1', facility: 'f-01', name: 'Đầu ghi 1', retentionDays: 14 }],
    cameras: [
      {
        id: 'cam-011',
        facility: 'f-01',
        name: 'Cổng chính',
        zone: 'gate',
        lifecycle: 'in_service',
        national: 'connected',
        ioc: 'none',
        recorder: 'f-01-dg1',
      },
    ],
  });
  await world.server.provisionPerson({
    id: 'kiem-soat',
    name: 'Hồ Thị Nga',
    position: 'Kiểm soát viên',
    agency: 'Thanh tra tỉnh',
    username: 'nga',
    password: 'kiem-soat-2021',
    roles: [{ role: 'auditor', facility: null, district: null, post: null }],
  });
  // Registers are kept for a moment after a change.
  await world.restart();
});
afterAll(() => world.close());

const from = Date.UTC(2021, 5, 15, 7);
const question = {
  camera: 'cam-011',
  from,
  until: from + 60_000,
  purpose: 'check_remedies',
  reason: 'Kiểm tra việc tụ tập ở hành lang lúc 14 giờ',
  display: 'wall-display-1',
};
const paper = ['12/QĐ-BCĐ', '2021-06-15', 'Trưởng BCĐ tỉnh'];

async function ask(browser: Browser, changes: object = {}) {
  const answer = await browser.post('/api/playback-grants', { ...question, ...changes });
  return v.parse(PlaybackGrantResponseSchema, await answer.json());
}

describe('playback grants', () => {
  it('[GL-07] are signed for one person, camera, stretch, purpose and reason, and open no live picture', async () => {
    const answer = await ask(await world.signedIn('my'));
    if (!answer.ok) throw new Error('a grant');
    const keys: unknown = JSON.parse(readFileSync(join(world.folder, 'shared', 'grant-key.json'), 'utf8'));
    const { payload } = await jwtVerify(answer.token, createLocalJWKSet(keys as JSONWebKeySet));
    expect(payload.aud).toBe(playbackAudience);
    expect(v.parse(PlaybackGrantClaimsSchema, payload)).toMatchObject({
      sub: 'nguyen-ha-my',
      cam: 'cam-011',
      fro: from,
      unt: from + 60_000,
      rsn: question.reason,
      kep: 14 * 24,
    });
    expect(answer.retentionHours).toBe(14 * 24);
  });

  it('[GL-10] are given to a facility for its own cameras, and are not there for any other', async () => {
    const khanh = await world.signedIn('khanh');
    expect((await ask(khanh)).ok).toBe(true);
    for (const camera of ['cam-021', 'cam-999'])
      expect(await ask(khanh, { camera })).toEqual({ ok: false, code: 'not_found' });
    expect(await ask(await world.signedIn('admin'))).toEqual({ ok: false, code: 'not_found' });
    const { rows } = await world.server.context.database.pool.query(
      `select person, object, outcome, code, detail->>'reason' as reason from audit
       where action = 'playback_grant' and person <> 'nguyen-ha-my' order by id`,
    );
    expect(rows).toEqual(
      [
        ['tran-van-khanh', 'cam-011', 'granted', null],
        ['tran-van-khanh', 'cam-021', 'denied', 'not_permitted'],
        ['tran-van-khanh', 'cam-999', 'denied', 'camera_unknown'],
        ['quan-tri', 'cam-011', 'denied', 'forbidden'],
      ].map(([person, object, outcome, code]) => ({
        person,
        object,
        outcome,
        code,
        reason: question.reason,
      })),
    );
  });

  it('[GL-08] need the paper for any other purpose, and take none for the four', async () => {
    const my = await world.signedIn('my');
    for (const changes of [{ purpose: 'other_by_paper' }, { paper }, { reason: 'vì' }, { until: from }])
      expect((await my.post('/api/playback-grants', { ...question, ...changes })).status).toBe(400);
    expect((await ask(my, { purpose: 'other_by_paper', paper })).ok).toBe(true);
    expect(await ask(my, { from: Date.now(), until: Date.now() + 3_600_000 })).toEqual({
      ok: false,
      code: 'not_yet',
    });
  });

  it('[KH-32] are given for a sensitive camera while a second person authorises that stretch for that purpose, and name the request', async () => {
    await world.server.provisionPlaces({
      cameras: [
        {
          id: 'cam-012',
          facility: 'f-01',
          name: 'Phòng khám',
          zone: 'medical_check',
          lifecycle: 'in_service',
          national: 'connected',
          ioc: 'none',
          sensitive: true,
        },
      ],
    });
    await world.restart();
    const [khanh, thao, duong] = await Promise.all([
      world.signedIn('khanh'),
      world.signedIn('thao'),
      world.signedIn('duong'),
    ]);
    const camera = 'cam-012';
    const needed = { ok: false, code: 'second_person_needed' };
    expect(await ask(khanh, { camera })).toEqual(needed);
    expect(await ask(duong, { camera })).toEqual({ ok: false, code: 'not_found' });
    const asked = { camera, purpose: question.purpose, reason: question.reason, minutes: 5 };
    const authorise = async (change: object): Promise<string> => {
      const id = randomUUID();
      expect((await khanh.post('/api/viewing-requests', { ...asked, id, ...change })).status).toBe(200);
      const verdict = { id, verdict: 'authorised', reason: '' };
      expect((await thao.post('/api/viewing-requests/decide', verdict)).status).toBe(200);
      return id;
    };
    // A word for a live look opens no recording, and one for another stretch not this one.
    await authorise({});
    await authorise({ stretch: [from + 1_000, from + 60_000] });
    expect(await ask(khanh, { camera })).toEqual(needed);
    const id = await authorise({ stretch: [from, from + 60_000] });
    expect(await ask(khanh, { camera, purpose: 'epidemiological_tracing' })).toEqual(needed);
    expect(await ask(khanh, { camera, until: from + 61_000 })).toEqual(needed);
    expect(await ask(thao, { camera })).toEqual(needed);
    const given = await ask(khanh, { camera });
    if (!given.ok) throw new Error('a grant');
    const claims = v.parse(PlaybackGrantClaimsSchema, decodeJwt(given.token));
    expect(claims).toMatchObject({ req: id, fro: from, unt: from + 60_000 });
    expect((await khanh.post('/api/viewing-requests/end', { id })).status).toBe(200);
    expect(await ask(khanh, { camera })).toEqual(needed);
    const { pool } = world.server.context.database;
    expect((await examineRequestChain(pool)).firstFault).toBeNull();
    const stored = await pool.query('select request from viewing_grant where id = $1', [claims.jti]);
    expect(stored.rows).toEqual([{ request: id }]);
    // Who may not play back asks for nothing, and a stretch of more than a day is none.
    const strange = { ...asked, id: randomUUID(), stretch: [from, from + 60_000] };
    expect((await duong.post('/api/viewing-requests', strange)).status).toBe(404);
    const long = { ...strange, stretch: [from, from + 25 * 3_600_000] };
    expect((await khanh.post('/api/viewing-requests', long)).status).toBe(400);
  });

  it('[KH-18] go with how long the recorder keeps what it records', async () => {
    const answer = await (await world.signedIn('khanh')).get('/api/cameras');
    expect(v.parse(CamerasResponseSchema, await answer.json()).recorded).toEqual([
      { camera: 'cam-011', retentionHours: 14 * 24 },
      { camera: 'cam-012', retentionHours: null },
    ]);
  });

  it('[KH-01] name the recorders of the cameras that he may watch, and of no other camera', async () => {
    const answer = await (await world.signedIn('khanh')).get('/api/cameras');
    const { cameras, recorders } = v.parse(CamerasResponseSchema, await answer.json());
    expect(recorders).toEqual([{ id: 'f-01-dg1', name: 'Đầu ghi 1', cameras: ['cam-011'] }]);
    const watched = cameras.map(({ id }) => id);
    expect(recorders.flatMap((recorder) => recorder.cameras).every((id) => watched.includes(id))).toBe(true);
  });
});

describe('[GL-52] the record of looks', () => {
  it('holds a playback with its stretch, reason, paper and what was really shown, in the chain', async () => {
    const viewing = randomUUID();
    const at = Date.now();
    const facts: unknown[] = [
      {
        kind: 'playback_started',
        viewing,
        grant: randomUUID(),
        person: 'nguyen-ha-my',
        camera: 'cam-011',
        purpose: 'other_by_paper',
        reason: question.reason,
        paper,
        display: 'wall-display-1',
        from,
        until: from + 60_000,
        at,
      },
      { kind: 'playback_sought', viewing, to: from + 30_000, at: at + 1 },
      {
        kind: 'playback_ended',
        viewing,
        cause: 'closed_by_viewer',
        shown: [
          [from, from + 5_000],
          [from + 30_000, from + 40_000],
        ],
        at: at + 2,
      },
    ];
    const sfu = randomUUID();
    let head: FactLink = { number: 0, hash: '' };
    const linked = facts.map((fact) => {
      const place = { sfu, number: head.number + 1, previous: head.hash };
      head = { number: place.number, hash: hashOfLink(place, fact as ViewingFact) };
      return { number: head.number, fact, link: head };
    });
    // Each batch finds the row that the one before has left.
    for (const one of linked)
      await world.server.facts.store(
        v.parse(ControlFactsSchema, { v: controlVersion, sfu, boot: sfu, facts: [one] }),
      );
    const auditor = world.browser();
    await auditor.post('/api/sign-in', { username: 'nga', password: 'kiem-soat-2021' });
    const read = await auditor.get('/api/access-log?camera=cam-011');
    const { looks } = v.parse(AccessLogResponseSchema, await read.json());
    expect(looks.find((look) => look.viewing === viewing)).toMatchObject({
      purpose: 'other_by_paper',
      cause: 'closed_by_viewer',
      playback: {
        from,
        until: from + 60_000,
        reason: question.reason,
        paper,
        shown: [
          [from, from + 5_000],
          [from + 30_000, from + 40_000],
        ],
      },
    });
    const chain = await (await auditor.get('/api/access-log/chain')).json();
    expect(v.parse(AccessLogChainSchema, chain)).toMatchObject({ firstFault: null, breaks: 0 });
  });
});
