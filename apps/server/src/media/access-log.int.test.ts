import { randomUUID } from 'node:crypto';
import { AccessLogChainSchema, AccessLogResponseSchema } from '@truc/domain/api';
import {
  ControlFactsSchema,
  controlVersion,
  type ControlFacts,
  type FactLink,
  type ViewingFact,
} from '@truc/media/signalling';
import pg from 'pg';
import * as v from 'valibot';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestWorld, type Browser, type TestWorld } from '../testing/test-world.ts';
import { examineSfu } from './examine-chain.ts';
import { hashOfLink } from './fact-chain.ts';

let world: TestWorld;
let auditor: Browser;
beforeAll(async () => {
  world = await createTestWorld();
  await world.server.provisionPerson({
    id: 'kiem-soat',
    name: 'Hồ Thị Nga',
    position: 'Kiểm soát viên',
    agency: 'Thanh tra tỉnh',
    username: 'nga',
    password: 'kiem-soat-2021',
    roles: [{ role: 'auditor', facility: null, district: null, post: null }],
  });
  auditor = world.browser();
  await auditor.post('/api/sign-in', { username: 'nga', password: 'kiem-soat-2021' });
});
afterAll(() => world.close());

const minute = 60_000;
const noon = Date.UTC(2021, 5, 15, 5);

/** An SFU that chains what it tells, as the real one does. */
class TellingSfu {
  readonly sfu = randomUUID();
  readonly boot = randomUUID();
  number = 0;
  head: FactLink | undefined;

  batch(...facts: readonly unknown[]): ControlFacts {
    return v.parse(ControlFactsSchema, {
      v: controlVersion,
      sfu: this.sfu,
      boot: this.boot,
      facts: facts.map((fact) => this.#tell(fact as ViewingFact)),
    });
  }

  #tell(fact: ViewingFact) {
    const number = (this.head?.number ?? 0) + 1;
    const place = { sfu: this.sfu, number, previous: this.head?.hash ?? '' };
    this.head = { number, hash: hashOfLink(place, fact) };
    this.number += 1;
    return { number: this.number, fact, link: this.head };
  }
}

function started(viewing: string, at: number, more: Readonly<Record<string, string>> = {}) {
  return {
    kind: 'viewing_started',
    viewing,
    grant: randomUUID(),
    person: 'nguyen-ha-my',
    camera: 'cam-011',
    purpose: 'check_remedies',
    display: 'wall-display-1',
    at,
    ...more,
  };
}
const stopped = (viewing: string, at: number) => ({
  kind: 'viewing_stopped',
  viewing,
  at,
  cause: 'closed_by_viewer',
});

let sfu: TellingSfu;
beforeEach(() => {
  sfu = new TellingSfu();
});

async function read(browser: Browser, query: string) {
  const answer = await browser.get(`/api/access-log?${query}`);
  return v.parse(AccessLogResponseSchema, await answer.json());
}
async function chain() {
  return v.parse(AccessLogChainSchema, await (await auditor.get('/api/access-log/chain')).json());
}
const tell = (...facts: readonly unknown[]) => world.server.facts.store(sfu.batch(...facts));

describe('[GL-52] who watched what', () => {
  it('tells of a look its person, camera, purpose, display, times, cause, and how long it was hidden', async () => {
    const viewing = randomUUID();
    await tell(
      started(viewing, noon),
      { kind: 'viewing_paused', viewing, at: noon + minute },
      { kind: 'viewing_resumed', viewing, at: noon + 3 * minute },
      { kind: 'viewing_paused', viewing, at: noon + 4 * minute },
      stopped(viewing, noon + 5 * minute),
    );
    const { looks, all } = await read(auditor, 'person=nguyen-ha-my&camera=cam-011');
    expect(all).toBe(true);
    expect(looks.find((look) => look.viewing === viewing)).toEqual({
      viewing,
      startedAt: noon,
      stoppedAt: noon + 5 * minute,
      hiddenMs: 3 * minute,
      person: 'nguyen-ha-my',
      name: 'Nguyễn Hạ My',
      account: 'my',
      answerable: null,
      agency: 'Cơ sở cách ly',
      system: null,
      camera: 'cam-011',
      cameraName: 'Cổng chính',
      facility: 'Cơ sở cách ly số 01 - Đồi Thông',
      purpose: 'check_remedies',
      display: 'wall-display-1',
      cause: 'closed_by_viewer',
      offline: false,
      playback: null,
    });
  });

  it('[GL-05] of a kiosk’s look names the display and who answers for it, who finds it among his own', async () => {
    const [kiosk, grant, viewing] = [randomUUID(), randomUUID(), randomUUID()];
    const { pool } = world.server.context.database;
    await pool.query(
      `insert into kiosk_event (kind, kiosk, by_person, name, place, purpose, cameras, until, at)
       values ('paired', $1, 'le-thi-thao', 'Màn hình 1', 'Sảnh', 'check_remedies', '["cam-011"]', now(), now())`,
      [kiosk],
    );
    await pool.query(
      `insert into viewing_grant (id, person, camera, purpose, system, display, issued_at, expires_at, kiosk)
       values ($1, 'le-thi-thao', 'cam-011', 'check_remedies', 'FACILITY', 'kiosk-page-1', now(), now(), $2)`,
      [grant, kiosk],
    );
    await tell(started(viewing, noon, { person: `kiosk:${kiosk}`, grant }), stopped(viewing, noon + minute));
    const look = { viewing, person: `kiosk:${kiosk}`, name: 'Màn hình 1', answerable: 'Lê Thị Thảo' };
    const thao = await world.signedIn('thao');
    expect((await read(thao, '')).looks).toMatchObject([look]);
    expect((await read(auditor, 'person=le-thi-thao')).looks).toMatchObject([look]);
    expect((await read(auditor, 'person=nguyen-ha-my')).looks.map((one) => one.viewing)).not.toContain(
      viewing,
    );
  });

  it('finds who watched at a moment, also who had begun days before or still does', async () => {
    const [days, still, over, later] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
    const at = noon - 300 * 24 * 60 * minute;
    await tell(
      started(days, at - 4_000 * minute),
      started(still, at - 5 * minute, { display: 'wall-display-2' }),
      started(over, at - 3 * minute),
      stopped(over, at - minute),
      stopped(days, at + minute),
      started(later, at + 2 * minute),
    );
    const { looks } = await read(auditor, `camera=cam-011&from=${at}&to=${at + minute}`);
    expect(looks.map(({ viewing }) => viewing)).toEqual([still, days]);
    await tell(stopped(still, at + 3 * minute), stopped(later, at + 3 * minute));
  });

  it('shows everybody his own looks and nobody another’s; the attempt and each reading are in the audit', async () => {
    const viewing = randomUUID();
    await tell(started(viewing, noon, { person: 'tran-van-khanh' }), stopped(viewing, noon + minute));
    const khanh = await world.signedIn('khanh');
    const own = await read(khanh, '');
    expect(own.all).toBe(false);
    expect(new Set(own.looks.map(({ person }) => person))).toEqual(new Set(['tran-van-khanh']));
    for (const path of ['/api/access-log?person=nguyen-ha-my', '/api/access-log/chain'])
      expect((await khanh.get(path)).status).toBe(404);
    const admin = await world.signedIn('admin');
    expect((await admin.get('/api/access-log')).status).toBe(404);
    const { rows } = await world.server.context.database.pool.query(
      "select person, object, outcome from audit where action = 'read_looks' and person in ('tran-van-khanh', 'quan-tri') order by id",
    );
    expect(rows).toEqual([
      { person: 'tran-van-khanh', object: 'tran-van-khanh', outcome: 'granted' },
      { person: 'tran-van-khanh', object: 'nguyen-ha-my', outcome: 'denied' },
      { person: 'tran-van-khanh', object: 'chain', outcome: 'denied' },
      { person: 'quan-tri', object: 'quan-tri', outcome: 'denied' },
    ]);
  });

  it('comes in pages without a gap or a repetition', async () => {
    const at = noon - 400 * 24 * 60 * minute;
    const viewings = Array.from({ length: 230 }, () => randomUUID());
    // Many at the same moment, as when a wall opens.
    await tell(...viewings.flatMap((id, index) => [started(id, at + (index % 3)), stopped(id, at + minute)]));
    const found: string[] = [];
    let next: string | null = '';
    while (next !== null) {
      const page: v.InferOutput<typeof AccessLogResponseSchema> = await read(
        auditor,
        `from=${at}&to=${at + 10}${next === '' ? '' : `&before=${next}`}`,
      );
      found.push(...page.looks.map(({ viewing }) => viewing));
      next = page.next;
    }
    expect(found.toSorted()).toEqual(viewings.toSorted());
  });
});

describe('[GL-52] the chain over it', () => {
  const breaks = async () => {
    const { rows } = await world.server.context.database.pool.query<{ kind: string; link: string }>(
      'select kind, link from viewing_break where sfu = $1 order by id',
      [sfu.sfu],
    );
    return rows.map(({ kind, link }) => [kind, Number(link)]);
  };

  it('holds over what came in order and came again', async () => {
    const viewing = randomUUID();
    const batch = sfu.batch(started(viewing, noon), stopped(viewing, noon + minute));
    await world.server.facts.store(batch);
    await world.server.facts.store(batch);
    expect(await breaks()).toEqual([]);
    expect((await chain()).firstFault).toBeNull();
  });

  it('keeps a fact that comes after a gap, or with a hash that is not its own, and writes the break down', async () => {
    const viewing = randomUUID();
    await tell(started(viewing, noon));
    sfu.batch({ kind: 'viewing_paused', viewing, at: noon + 1 });
    await tell({ kind: 'viewing_resumed', viewing, at: noon + 2 });
    const forged = sfu.batch(stopped(viewing, noon + minute));
    await world.server.facts.store(
      v.parse(ControlFactsSchema, {
        ...forged,
        facts: forged.facts.map((one) => ({ ...one, fact: { ...one.fact, at: noon } })),
      }),
    );
    expect(await breaks()).toEqual([
      ['gap', 3],
      ['hash', 4],
    ]);
    const { looks } = await read(auditor, `from=${noon}&to=${noon + 1}`);
    expect(looks.some((look) => look.viewing === viewing && look.stoppedAt !== null)).toBe(true);
  });
});

describe('[GL-52] the stored chain', () => {
  it.each([
    [
      'an edited fact',
      "update viewing_log set person = 'kpa-duong' where viewing = $1 and kind = 'viewing_started'",
      'hash',
    ],
    [
      'a moved time',
      "update viewing_log set at = at + interval '1 ms' where viewing = $1 and kind = 'viewing_stopped'",
      'hash',
    ],
    ['a removed fact', "delete from viewing_log where viewing = $1 and kind = 'viewing_started'", 'gap'],
  ])('shows %s', async (_what, change, kind) => {
    const viewing = randomUUID();
    const before = randomUUID();
    await tell(
      started(before, noon),
      started(viewing, noon),
      stopped(viewing, noon + minute),
      stopped(before, noon + minute),
    );
    const owner = new pg.Client({ connectionString: world.database.ownerUrl });
    await owner.connect();
    await owner.query('begin');
    await owner.query('alter table viewing_log disable trigger user');
    await owner.query(change, [viewing]);
    await owner.query('alter table viewing_log enable trigger user');
    await owner.query('commit');
    await owner.end();
    const { firstFault } = await examineSfu(world.server.context.database.query, sfu.sfu);
    expect(firstFault).toMatchObject({ kind });
  });
});
