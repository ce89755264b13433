import { failure, ok } from '@truc/base';
import { beforeEach, describe, expect, it } from 'vitest';
import { ViewingIdSchema } from '@truc/media/signalling';
import type { ControlFact, MoveRank } from '@truc/media/signalling';
import type { OnvifResult } from '@truc/sfu/onvif';
import * as v from 'valibot';
import { createSimulatedTime, settle, type SimulatedTime } from '../testing/simulated-time.ts';
import { PtzDesk } from './ptz-desk.ts';
import type { PtzOperator } from './ptz-desk.ts';

let time: SimulatedTime;
let told: string[];
let facts: ControlFact[];
let holders: (string | undefined)[];
let runaways: number;
let answer: () => Promise<OnvifResult<void>>;
let desk: PtzDesk;

const right = { x: 1, y: 0, zoom: 0 };

function operator(at: number, rank: MoveRank, person = `person-${at}`): PtzOperator {
  const viewing = v.parse(ViewingIdSchema, `00000000-0000-4000-8000-00000000000${at}`);
  return { viewing, person, rank };
}
const watch = operator(1, 1);
const manager = operator(2, 2);

/** The key is down: the page says so every tenth of a second. */
async function hold(who: PtzOperator, ms: number): Promise<void> {
  for (let spent = 0; spent < ms; spent += 100) {
    void desk.move(who, right);
    await time.pass(100);
  }
}
const causes = () => facts.flatMap((fact) => (fact.kind === 'ptz_stopped' ? [fact.cause] : []));

beforeEach(() => {
  time = createSimulatedTime(1_000);
  told = [];
  facts = [];
  holders = [];
  runaways = 0;
  answer = async () => ok(undefined);
  const tell = (word: string) => {
    told.push(`${word}@${time.clock.monotonic()}`);
    return answer();
  };
  desk = new PtzDesk({
    clock: time.clock,
    timers: time.timers,
    drive: {
      move: ({ x }) => tell(`move ${x}`),
      stop: () => tell('stop'),
      goToPreset: (preset) => tell(`go ${preset}`),
    },
    record: async (fact) => void facts.push(fact),
    onHolder: (holder) => holders.push(holder?.person),
    onRunaway: () => (runaways += 1),
  });
});

describe('turning a camera', () => {
  it('stops with the key, at once', async () => {
    await hold(watch, 500);
    await desk.stop(watch);
    expect(told).toEqual(['move 1@1000', 'stop@1500']);
    expect(causes()).toEqual(['released']);
  });

  it('[V35] stops within 300 ms of the last word of a page that fell silent', async () => {
    await hold(watch, 500);
    await time.pass(1_000);
    // The last word was said at 1400.
    expect(told).toEqual(['move 1@1000', 'stop@1650']);
    expect(causes()).toEqual(['lease_expired']);
  });

  it('[V35] stops at once when the line is gone, when the viewing ends, and when the program does', async () => {
    await hold(watch, 200);
    desk.lose(watch.viewing);
    await hold(watch, 200);
    desk.leave(watch.viewing);
    expect(holders.at(-1)).toBeUndefined();
    await hold(watch, 200);
    await desk.close();
    expect(causes()).toEqual(['link_lost', 'viewing_ended', 'sfu_stopped']);
    expect(told.filter((word) => word.startsWith('stop'))).toEqual(['stop@1200', 'stop@1400', 'stop@1600']);
  });

  it('sends Stop again behind a move that was still under way', async () => {
    const late = Promise.withResolvers<OnvifResult<void>>();
    answer = () => late.promise;
    void desk.move(watch, right);
    await settle();
    answer = async () => ok(undefined);
    await desk.stop(watch);
    await settle();
    expect(told).toEqual(['move 1@1000', 'stop@1000']);
    late.resolve(ok(undefined));
    await settle();
    expect(told).toEqual(['move 1@1000', 'stop@1000', 'stop@1000']);
  });

  it('sends Stop until the camera takes it, and says when it never does', async () => {
    await hold(watch, 100);
    answer = async () => failure('timeout');
    await desk.stop(watch);
    await time.pass(1_000);
    answer = async () => ok(undefined);
    await time.pass(10_000);
    expect(told.filter((word) => word.startsWith('stop'))).toHaveLength(4);
    answer = async () => failure('timeout');
    await hold(watch, 100);
    await time.pass(20_000);
    expect(runaways).toBe(1);
  });

  it('says a movement to the camera again each second, so that its own time-out is a second net', async () => {
    await hold(watch, 2_500);
    expect(told).toEqual(['move 1@1000', 'move 1@2000', 'move 1@3000']);
    expect(facts.filter(({ kind }) => kind === 'ptz_started')).toHaveLength(1);
  });

  it('changes direction without a stop in between', async () => {
    await hold(watch, 200);
    void desk.move(watch, { x: -1, y: 0, zoom: 0 });
    await settle();
    expect(told).toEqual(['move 1@1000', 'move -1@1200']);
  });
});

describe('who may turn it', () => {
  it('[V34] keeps the camera from others of the same rank until ten seconds after the last movement', async () => {
    await hold(watch, 100);
    await desk.stop(watch);
    expect(await desk.move(operator(3, 1), right)).toEqual({ ok: false, error: 'ptz_held' });
    await time.pass(10_000);
    expect(await desk.move(operator(3, 1), right)).toEqual({ ok: true, value: undefined });
    expect(holders).toEqual(['person-1', undefined, 'person-3']);
  });

  it('[V34] gives it to a higher rank, whose first act is that the camera stops', async () => {
    await hold(watch, 100);
    await desk.move(manager, { x: 0, y: 1, zoom: 0 });
    expect(told).toEqual(['move 1@1000', 'stop@1100', 'move 0@1100']);
    expect(causes()).toEqual(['taken_over']);
    expect(await desk.move(watch, right)).toEqual({ ok: false, error: 'ptz_held' });
    await desk.stop(watch);
    expect(desk.moving).toBe(true);
  });

  it('lets one person go on at another screen', async () => {
    await hold(watch, 100);
    expect((await desk.move(operator(4, 1, 'person-1'), right)).ok).toBe(true);
  });

  it('writes down where a camera was sent, and stops it first', async () => {
    await hold(watch, 100);
    await desk.goToPreset(watch, 'p1');
    expect(told).toEqual(['move 1@1000', 'stop@1100', 'go p1@1100']);
    expect(facts.at(-2)).toMatchObject({ kind: 'ptz_started', act: 'go_to_preset', preset: 'p1' });
    expect(causes()).toEqual(['released', 'arrived']);
  });
});
