import { describe, expect, it } from 'vitest';
import { filledFrom } from './known-scene.ts';

const minute = 60_000;
const camera = { zone: 'gate', isCentral: true, keptSince: null } as const;
const place = {
  cameras: [
    { id: 'cam-1', name: 'Cổng', ...camera },
    { id: 'cam-2', name: 'Sân', ...camera },
  ],
};
const from = Date.parse('2021-06-15T14:20:30+07:00');

describe('a request that is asked for from the room of an incident', () => {
  it('[GL-09] begins with its cameras that are recorded there, and its time in whole minutes around it', () => {
    const filled = filledFrom({ cameras: ['cam-2', 'cam-99'], from, until: from + 5 * minute }, place);
    expect(filled).toEqual({ cameras: ['cam-2'], from: '2021-06-15T14:20', to: '2021-06-15T14:26' });
  });

  it('leaves the end open while the incident goes on', () => {
    expect(filledFrom({ cameras: [], from, until: null }, place)).toMatchObject({ cameras: [], to: '' });
  });
});
