import { describe, expect, it } from 'vitest';
import { createPinHasher } from './pin-hash-worker.ts';
import { pinCost } from './pin-hash.ts';

const parameters = { ...pinCost, salt: new Uint8Array(16) };
const hashed = new Uint8Array([1, 2, 3]);

/** A worker that answers as it is told to. */
class StubWorker extends EventTarget {
  readonly asked: unknown[] = [];
  isEnded = false;
  postMessage(message: unknown): void {
    this.asked.push(message);
  }
  terminate(): void {
    this.isEnded = true;
  }
  answer(): void {
    this.dispatchEvent(new MessageEvent('message', { data: hashed }));
  }
  fail(): void {
    this.dispatchEvent(Object.assign(new Event('error'), { message: 'not loaded' }));
  }
}

function makeHasher() {
  const started: StubWorker[] = [];
  const hasher = createPinHasher(() => {
    const worker = new StubWorker();
    started.push(worker);
    return worker as unknown as Worker;
  });
  return { hasher, started };
}

describe('the worker that stretches a PIN', () => {
  it('is there before the PIN is, once somebody is about to type it', async () => {
    const { hasher, started } = makeHasher();
    hasher.warm();
    hasher.warm();
    expect(started).toHaveLength(1);
    const hashing = hasher.hash('739205', parameters);
    expect(started).toHaveLength(1);
    started[0]?.answer();
    expect(await hashing).toEqual(hashed);
  });

  it('[AT6] is ended with its memory after one PIN', async () => {
    const { hasher, started } = makeHasher();
    hasher.warm();
    for (const at of [0, 1]) {
      const hashing = hasher.hash('739205', parameters);
      started[at]?.answer();
      await hashing;
    }
    expect(started.map(({ isEnded, asked }) => [isEnded, asked.length])).toEqual([
      [true, 1],
      [true, 1],
    ]);
  });

  it('is started anew where the one that waited did not come up', async () => {
    const { hasher, started } = makeHasher();
    hasher.warm();
    started[0]?.fail();
    const hashing = hasher.hash('739205', parameters);
    started[1]?.fail();
    await expect(hashing).rejects.toThrow('not loaded');
  });

  it('begins with what may be the whole PIN, and lets go of what it was not', async () => {
    const { hasher, started } = makeHasher();
    hasher.begin({ pin: '739205', parameters });
    hasher.begin({ pin: '7392051', parameters });
    expect(started.map(({ isEnded }) => isEnded)).toEqual([true, false]);
    const hashing = hasher.hash('7392051', { ...parameters, salt: new Uint8Array(16) });
    started[1]?.answer();
    expect(await hashing).toEqual(hashed);
    expect(started).toHaveLength(2);
    hasher.begin({ pin: '739205', parameters });
    const other = hasher.hash('739206', parameters);
    expect(started[2]?.isEnded).toBe(true);
    started[3]?.answer();
    await other;
    expect(started[3]?.asked).toEqual([{ pin: '739206', parameters }]);
  });
});
