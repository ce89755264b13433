import { describe, expect, it } from 'vitest';
import { createWriteGate } from './write-gate.ts';

describe('createWriteGate', () => {
  for (const [name, locks] of [
    ['with Web Locks', navigator.locks],
    ['without Web Locks', undefined],
  ] as const) {
    it(`lets an update begin only after the write under way is done, ${name}`, async () => {
      const gate = createWriteGate(locks);
      const order: string[] = [];
      let finish: () => void = () => undefined;
      const written = gate.write(() => new Promise<void>((resolve) => (finish = resolve)));
      const updated = gate.whenIdle(async () => void order.push('update'));
      await new Promise((resolve) => setImmediate(resolve));
      order.push('write done');
      finish();
      await Promise.all([written, updated]);
      expect(order).toEqual(['write done', 'update']);
    });

    it(`does not hold a write back while an update waits for another one, ${name}`, async () => {
      const gate = createWriteGate(locks);
      let finish: () => void = () => undefined;
      const first = gate.write(() => new Promise<void>((resolve) => (finish = resolve)));
      const updated = gate.whenIdle(async () => undefined);
      expect(await gate.write(async () => 'second')).toBe('second');
      finish();
      await Promise.all([first, updated]);
    });
  }

  it('gives the failure of a write to its caller and lets the next one through', async () => {
    const gate = createWriteGate(navigator.locks);
    await expect(gate.write(() => Promise.reject(new Error('full')))).rejects.toThrow('full');
    expect(await gate.write(async () => 1)).toBe(1);
  });
});
