import type { CamerasResponse } from '@truc/domain/api';
import { describe, expect, it } from 'vitest';
import {
  facilitiesOf,
  layoutPage,
  pageAfterResize,
  placeCameras,
  turnPage,
  wallPage,
  withSpot,
} from './wall-plan.ts';

const list: CamerasResponse = {
  recorded: [],
  recorders: [],
  facilities: [facility('f2', 'Cơ sở số 10'), facility('f1', 'Cơ sở số 2'), facility('f3', 'Cơ sở số 3')],
  cameras: [
    camera('c1', { facility: 'f2', name: 'Cổng' }),
    camera('c2', { facility: 'f1', name: 'Hành lang 10' }),
    camera('c3', { facility: 'f1', name: 'Hành lang 2' }),
    camera('c4', { facility: 'f1', name: 'Ngoài kế hoạch', lifecycle: 'planned' }),
  ],
};

describe('placeCameras', () => {
  it('goes facility by facility and counts as people do', () => {
    expect(placeCameras(list, () => true).map(({ camera: { id } }) => id)).toEqual(['c3', 'c2', 'c1']);
  });

  it('shows only cameras in service, and only those of the chosen facility', () => {
    expect(placeCameras(list, isOf('f2')).map(({ camera: { id } }) => id)).toEqual(['c1']);
    expect(placeCameras(list, isOf('f3'))).toEqual([]);
  });

  it('offers only facilities that have a picture', () => {
    expect(facilitiesOf(list).map(({ id }) => id)).toEqual(['f1', 'f2']);
  });
});

describe('wallPage', () => {
  const cameras = placeCameras(list, () => true);

  it('fills the last set with empty places', () => {
    const page = wallPage(cameras, 4, 0);
    expect(page.cells.map((cell) => cell?.camera.id ?? null)).toEqual(['c3', 'c2', 'c1', null]);
    expect(page).toMatchObject({ page: 0, pages: 1, from: 1, to: 3 });
  });

  it('brings a page that no longer exists back into range', () => {
    expect(wallPage(cameras, 1, 9)).toMatchObject({ page: 2, from: 3, to: 3 });
    expect(wallPage([], 9, 3)).toMatchObject({ page: 0, pages: 1, from: 0, to: 0 });
  });

  it('keeps the first camera on the wall when the size changes', () => {
    expect(pageAfterResize(5, 4, 9)).toBe(2);
    expect(pageAfterResize(2, 9, 1)).toBe(18);
    expect(pageAfterResize(18, 1, 16)).toBe(1);
  });

  it('turns round both ends', () => {
    expect(turnPage({ page: 2, pages: 3 }, 1)).toBe(0);
    expect(turnPage({ page: 0, pages: 3 }, -1)).toBe(2);
    expect(turnPage({ page: 0, pages: 1 }, 1)).toBe(0);
  });
});

describe('layoutPage', () => {
  it('puts each camera on its tile and leaves those empty whose camera is gone', () => {
    const placed = placeCameras(list, () => true);
    const page = layoutPage(['c3', null, 'gone', 'c1'], placed, 6);
    expect(page.cells.map((cell) => cell?.camera.id ?? null)).toEqual(['c3', null, null, 'c1', null, null]);
    expect(page).toMatchObject({ page: 0, pages: 1, from: 1, to: 2 });
  });
});

const isOf = (facilityId: string) => (camera: { facility: string }) => camera.facility === facilityId;

function facility(id: string, name: string): CamerasResponse['facilities'][number] {
  return { id, name, district: 'Pleiku', authority: 'military', state: 'operating' };
}

function camera(
  id: string,
  at: { facility: string; name: string; lifecycle?: 'in_service' | 'planned' },
): CamerasResponse['cameras'][number] {
  return { id, zone: 'corridor', national: 'connected', ioc: 'connected', lifecycle: 'in_service', ...at };
}

describe('withSpot', () => {
  const placed = placeCameras(list, () => true);
  const [first, second, third] = placed;

  it('leaves a camera where it stands, and puts another on an empty tile, else on the last', () => {
    if (!first || !second || !third) throw new Error('three cameras');
    const full = wallPage(placed.slice(0, 1), 1, 0);
    expect(withSpot(full, first, 1)).toEqual({ page: full, at: 0 });
    expect(withSpot(full, third, 1)).toMatchObject({ at: 0, page: { cells: [third] } });
    const loose = wallPage([first, second], 4, 0);
    expect(withSpot(loose, third, 4)).toMatchObject({ at: 2, page: { cells: [first, second, third, null] } });
  });
});
