import type { DeviceId } from '@truc/sync/protocol';
import { describe, expect, it } from 'vitest';
import { createAdmission, type Lane } from './admission.ts';

const device = (name: string) => name as DeviceId;

/** Work that is begun in turn and ends when told. */
function workbench(options: Parameters<typeof createAdmission>[0]) {
  const admission = createAdmission(options);
  const began: string[] = [];
  const gates = new Map<string, () => void>();
  return {
    began,
    settled: () => new Promise(setImmediate),
    send(name: string, lane: Lane, dev = name) {
      return admission.run({ dev: device(dev), lane }, async () => {
        began.push(name);
        await new Promise<void>((resolve) => gates.set(name, resolve));
        return name;
      });
    },
    async end(name: string) {
      gates.get(name)?.();
      await new Promise(setImmediate);
    },
  };
}

describe('admission', () => {
  it('[ST1] runs a few at once, lets others wait in their order, and sends away who finds the line full', async () => {
    const { began, send, end } = workbench({ atOnce: 2, urgentAtOnce: 1, waiting: 2 });
    const sent = ['a', 'b', 'c', 'd', 'e'].map((name) => send(name, 'bulk'));
    expect(await sent[4]).toBeUndefined();
    expect(began).toEqual(['a', 'b']);
    await end('a');
    await end('b');
    expect(began).toEqual(['a', 'b', 'c', 'd']);
  });

  it('[ST2] has places for what is urgent however full the bulk lane is', async () => {
    const { began, send, settled } = workbench({ atOnce: 1, urgentAtOnce: 1, waiting: 9 });
    void send('a', 'bulk');
    void send('b', 'bulk');
    void send('now', 'urgent');
    void send('next', 'urgent');
    await settled();
    expect(began).toEqual(['a', 'now']);
  });

  it('[ST2] lets the backlog before an urgent operation go first, in all places but one', async () => {
    const { began, send, end, settled } = workbench({ atOnce: 2, urgentAtOnce: 1, waiting: 9 });
    for (const name of ['a', 'b', 'c', 'd']) void send(name, 'bulk');
    for (const name of ['x', 'y']) void send(name, 'hurried');
    await settled();
    await end('a');
    expect(began).toEqual(['a', 'b', 'x']);
    await end('b');
    expect(began).toEqual(['a', 'b', 'x', 'c']);
  });

  it('[ST1] gives one device one place, however often it sends the same', async () => {
    const { began, send, end, settled } = workbench({ atOnce: 4, urgentAtOnce: 1, waiting: 9 });
    for (const name of ['1', '2', '3']) void send(name, 'bulk', 'same');
    void send('other', 'bulk');
    await settled();
    expect(began).toEqual(['1', 'other']);
    await end('1');
    expect(began).toEqual(['1', 'other', '2']);
  });

  it('gives a place free when the work fails', async () => {
    const admission = createAdmission({ atOnce: 1, urgentAtOnce: 1, waiting: 1 });
    const place = { dev: device('a'), lane: 'bulk' } as const;
    await expect(admission.run(place, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(await admission.run(place, () => Promise.resolve('next'))).toBe('next');
  });
});
