import { describe, expect, it } from 'vitest';
import { createAdmission } from './admission.ts';

describe('admission', () => {
  it('runs a few at once, lets some wait in order, and sends the rest away at once', async () => {
    const admission = createAdmission({ atOnce: 2, waiting: 2 });
    const began: number[] = [];
    const gates = Array.from({ length: 5 }, () => Promise.withResolvers<undefined>());
    const runs = gates.map((gate, at) =>
      admission.run(async () => {
        began.push(at);
        await gate.promise;
        return at;
      }),
    );
    expect(await runs[4]).toBeUndefined();
    expect(began).toEqual([0, 1]);
    for (const gate of gates) gate.resolve(undefined);
    expect(await Promise.all(runs)).toEqual([0, 1, 2, 3, undefined]);
    expect(began).toEqual([0, 1, 2, 3]);
  });

  it('gives a place free when the work fails', async () => {
    const admission = createAdmission({ atOnce: 1, waiting: 0 });
    await expect(admission.run(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(await admission.run(() => Promise.resolve('next'))).toBe('next');
  });
});
