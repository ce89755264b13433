import { describe, expect, it } from 'vitest';
import { DisplayName, type DisplayNamePorts } from './display-name.ts';

/** A browser: what its tabs keep, and who holds which lock. */
function browser() {
  const held = new Set<string>();
  let drawn = 0;
  return function openTab(kept: Map<string, string>) {
    const mine: string[] = [];
    const locks = {
      request: (name: string, _: unknown, run: () => Promise<unknown>) => {
        if (held.has(name)) return Promise.reject(new DOMException('timed out', 'TimeoutError'));
        held.add(name);
        mine.push(name);
        return run();
      },
    } as unknown as DisplayNamePorts['locks'];
    const storage = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
    };
    const randomBytes = { bytes: (length: number) => new Uint8Array(length).fill((drawn += 1)) };
    return {
      name: new DisplayName({ storage, locks, randomBytes }),
      close: () => mine.forEach((each) => held.delete(each)),
    };
  };
}
const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

describe('the name of a tab’s display', () => {
  it('outlives a reload, and is another tab’s never', async () => {
    const openTab = browser();
    const kept = new Map<string, string>();
    const before = openTab(kept);
    await settled();
    before.close();
    const after = openTab(kept);
    await settled();
    expect(after.name.id).toBe(before.name.id);
    const other = openTab(new Map());
    expect(other.name.id).not.toBe(after.name.id);
  });

  it('is a new one for a tab that was copied with all that it keeps', async () => {
    const openTab = browser();
    const kept = new Map<string, string>();
    const original = openTab(kept);
    await settled();
    const copy = openTab(new Map(kept));
    await settled();
    expect(copy.name.id).not.toBe(original.name.id);
  });
});
