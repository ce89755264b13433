import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { CameraSchema, zoneKinds, type Camera, type ZoneKind } from '../camera/camera.ts';
import { coverageOf, requiredZones } from './zone-coverage.ts';

const camera = (id: string, zone: ZoneKind, lifecycle: Camera['lifecycle'] = 'in_service'): Camera => ({
  id,
  facility: 'f-01',
  name: id,
  zone,
  lifecycle,
  national: 'connected',
  ioc: 'none',
});
const stateIn = (zone: ZoneKind, question: Partial<Parameters<typeof coverageOf>[0]>) =>
  coverageOf({ cameras: [], absent: [], isWorking: () => true, ...question }).find(
    (one) => one.zone === zone,
  );

describe('zones', () => {
  it('[N-01] are the public areas that the guidance names, each asked of every facility', () => {
    expect(zoneKinds).toEqual([
      'corridor',
      'floor_hall',
      'yard',
      'sampling',
      'reception',
      'medical_check',
      'goods_reception',
      'bathroom_outside',
      'gate',
      'other_public',
    ]);
    expect(coverageOf({ cameras: [], absent: [], isWorking: () => true }).map(({ zone }) => zone)).toEqual(
      zoneKinds,
    );
    expect(requiredZones).toEqual(zoneKinds.filter((zone) => zone !== 'other_public'));
  });

  it.each(['room', 'inside_room', 'bedroom', 'toilet', 'wc', 'bathroom', 'bathroom_inside'])(
    '[N-02] have no kind “%s”: no camera can be registered there',
    (zone) => {
      expect(v.safeParse(CameraSchema, { ...camera('cam-1', 'yard'), zone }).success).toBe(false);
    },
  );
});

describe('coverage', () => {
  it('[N-01] is a gap where no camera stands, and where none that stands there works', () => {
    expect(stateIn('gate', {})).toMatchObject({ state: 'gap', cameras: 0 });
    const cameras = [camera('a', 'gate'), camera('b', 'gate')];
    expect(stateIn('gate', { cameras, isWorking: () => false })).toEqual({
      zone: 'gate',
      cameras: 2,
      working: 0,
      state: 'gap',
    });
    expect(stateIn('gate', { cameras, isWorking: ({ id }) => id === 'b' })?.state).toBe('covered');
  });

  it('[N-01] counts no camera that is planned, switched off or removed', () => {
    for (const lifecycle of ['planned', 'switched_off', 'removed'] as const)
      expect(stateIn('yard', { cameras: [camera('a', 'yard', lifecycle)] })).toMatchObject({
        cameras: 0,
        state: 'gap',
      });
  });

  it('[N-01] leaves out a zone that a survey found the facility not to have, until a camera stands there', () => {
    expect(stateIn('sampling', { absent: ['sampling'] })?.state).toBe('absent');
    const cameras = [camera('a', 'sampling')];
    expect(stateIn('sampling', { absent: ['sampling'], cameras, isWorking: () => false })?.state).toBe('gap');
  });

  it('[N-01] asks for other public areas only where a camera stands there', () => {
    expect(stateIn('other_public', {})?.state).toBe('optional');
    expect(
      stateIn('other_public', { cameras: [camera('a', 'other_public')], isWorking: () => false })?.state,
    ).toBe('gap');
  });
});
