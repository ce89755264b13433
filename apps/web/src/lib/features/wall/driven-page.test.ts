import type { BoardAlarm, DisplayResponse } from '@truc/domain/api';
import { firstWallState, type WallState } from '@truc/domain/watch';
import { describe, expect, it } from 'vitest';
import { drivenPage } from './driven-page.ts';

const ids = ['c1', 'c2', 'c3', 'c4', 'c5'];

function told(change: Partial<WallState> = {}, alarms: readonly BoardAlarm[] = []): DisplayResponse {
  return {
    id: 'k',
    name: 'Màn hình 1',
    place: '',
    unit: '',
    owner: '',
    purpose: 'supervise_compliance',
    until: 0,
    watermarked: false,
    facilities: [],
    cameras: ids.map((id) => ({
      ...{ id, facility: 'a', name: id, zone: 'gate' as const, lifecycle: 'in_service' as const },
      ...{ national: 'connected' as const, ioc: 'connected' as const },
    })),
    wall: { version: 1, driver: null, state: { ...firstWallState(ids), tiles: 4, rounds: null, ...change } },
    alarms: [...alarms],
    now: 0,
  };
}

const alarm = (camera: string): BoardAlarm => ({
  ...{ key: `fault:${camera}`, camera, facility: 'a' },
  ...{ kind: 'fault', severity: 'high', at: 0 },
});

describe('a wall that nobody works by hand', () => {
  it('shows the page that it was told', () => {
    expect(drivenPage(told(), 0, 0).wanted).toEqual(['c1', 'c2', 'c3', 'c4']);
    const second = drivenPage(told({ page: 1 }), 0, 0);
    expect(second.wanted).toEqual(['c5']);
    expect([second.page.from, second.page.pages, second.drawn]).toEqual([5, 2, 4]);
  });

  it('turns its pages by itself from the moment at which the version came, and comes round again', () => {
    const rounds = told({ rounds: 20 });
    const at = (passedMs: number) => drivenPage(rounds, 1_000, 1_000 + passedMs).page.page;
    expect([0, 19_999, 20_000, 39_999, 40_000].map(at)).toEqual([0, 0, 1, 1, 0]);
    expect(at(-5_000)).toBe(0);
  });

  it('brings the camera of an alarm onto a tile, and opens an enlarged one that would hide it', () => {
    const calm = drivenPage(told({ enlarged: 1 }), 0, 0);
    expect([calm.enlarged, calm.wanted]).toEqual([1, ['c2']]);
    const alarmed = drivenPage(told({ enlarged: 1 }, [alarm('c5')]), 0, 0);
    expect(alarmed.enlarged).toBeNull();
    expect(alarmed.wanted).toContain('c5');
    expect(alarmed.page.cells[alarmed.spotAt ?? -1]?.camera.id).toBe('c5');
    const own = drivenPage(told({ enlarged: 1 }, [alarm('c2')]), 0, 0);
    expect([own.enlarged, own.spotAt]).toEqual([1, 1]);
  });

  it('is empty as a spot monitor until something happens, then shows that camera alone', () => {
    const calm = drivenPage(told({ mode: 'spot' }), 0, 0);
    expect([calm.drawn, calm.wanted, calm.spotAt]).toEqual([1, [], null]);
    const alarmed = drivenPage(told({ mode: 'spot' }, [alarm('c3'), alarm('elsewhere')]), 0, 0);
    expect([alarmed.wanted, alarmed.spotAt, alarmed.spot.waiting]).toEqual([['c3'], 0, 0]);
  });

  it('shows nothing before it was told', () => {
    expect(drivenPage(null, 0, 0)).toMatchObject({ wanted: [], drawn: 1, enlarged: null });
  });
});
