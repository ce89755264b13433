import { decide, evolve, groundClauses, stateAt, type FootageExport } from '@truc/domain/footage-export';
import { dayOf } from '@truc/domain/shift';
import { expect, it } from 'vitest';
import { pastExports, sourceAt } from './export-history.ts';

const day = 24 * 60 * 60_000;
const now = Date.UTC(2021, 5, 15, 7, 20);

function folded(): readonly FootageExport[] {
  const exports = new Map<number, FootageExport>();
  for (const { number, act, by, at } of pastExports(now, dayOf)) {
    const before = exports.get(number) ?? null;
    const meta = {
      by,
      at,
      today: dayOf(at),
      isNamed: false,
      validMs: 7 * day,
      cameraOf: (id: string) => sourceAt(id, at),
    };
    const decided = decide(before, act, meta);
    if (!decided.ok) throw new Error(`extraction ${number}, ${act.type}: ${decided.error.code}`);
    const after = evolve(before, decided.value, { by, at });
    if (after !== null) exports.set(number, after);
  }
  return [...exports.values()];
}

it('[GL-09] [KH-24] the demonstration has nine extractions: five closed, one permitted, one submitted, two refused', () => {
  const states = folded().map((one) => stateAt(one, now));
  expect(
    Object.fromEntries(
      Object.entries(Object.groupBy(states, (state) => state)).map(([state, all]) => [state, all.length]),
    ),
  ).toEqual({
    closed: 5,
    approved: 1,
    submitted: 1,
    refused: 2,
  });
});

it('[GL-09] [GL-14] the demonstration has one that was refused since there was no document', () => {
  const refused = folded().filter(({ refusal }) => refusal?.ground === 'no_document');
  expect(refused).toMatchObject([{ state: 'refused', request: { document: null, by: 'ql-05' } }]);
  expect(groundClauses.no_document).toBe('GL-09, GL-14');
});

it('[KH-18] the demonstration has one that waits while its recording is near to being written over', () => {
  const waiting = folded().find(({ state }) => state === 'submitted');
  const camera = waiting?.request.cameras[0] ?? '';
  const left = (waiting?.request.from ?? 0) - (sourceAt(camera, now)?.keptSince ?? 0);
  expect(left).toBeGreaterThan(0);
  expect(left).toBeLessThan(2 * day);
  expect(waiting?.request.incident?.id).toMatch(/903$/);
});
