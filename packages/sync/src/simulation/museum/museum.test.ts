import { describe, expect, it } from 'vitest';
import { applyPatch, lenses } from '../core/engine-hooks.ts';
import { exhibits } from './exhibits.ts';
import { runMuseum } from './run-museum.ts';

const source = new URL('../../', import.meta.url);

describe('the museum of planted bugs', () => {
  it('has at least thirty, each under a name of its own and with the place of its complaint', () => {
    expect(exhibits.length).toBeGreaterThanOrEqual(30);
    expect(new Set(exhibits.map(({ id }) => id)).size).toBe(exhibits.length);
    for (const { complaint } of exhibits) expect(complaint).toMatch(/^https:\/\//);
  });

  it.each(exhibits.map(({ id, patch }) => [id, patch] as const))(
    '%s fits its file exactly once',
    (_, patch) => {
      expect(applyPatch(new URL(patch.file, source).href, patch)).toContain(patch.replace);
    },
  );

  it('sees through its lens what the engine exports', async () => {
    for (const [file, { names }] of Object.entries(lenses)) {
      const engine: Readonly<Record<string, unknown>> = await import(new URL(file, source).href);
      for (const name of names) expect([file, name, typeof engine[name]]).toEqual([file, name, 'function']);
    }
  });

  it('catches a handful of them', async () => {
    const ids = ['resend-doubles', 'chain-forks', 'rights-are-not-asked', 'order-swapped'];
    const { all } = await runMuseum({ threads: 2, ids });
    expect(all.filter(({ by }) => by === null).map(({ exhibit }) => exhibit.id)).toEqual([]);
    expect(all).toHaveLength(ids.length);
  }, 120_000);
});
