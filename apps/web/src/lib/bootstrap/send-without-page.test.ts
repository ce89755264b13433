import type { SyncStatus } from '@truc/sync/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { sendWithoutPage } from './send-without-page.ts';

type Told = Pick<SyncStatus, 'unsent' | 'connection'>;

function open() {
  let status: Told = { unsent: 0, connection: 'online' };
  let listen = (_: SyncStatus): void => undefined;
  const page = new EventTarget();
  const asked: Told[] = [];
  const stop = sendWithoutPage({
    sync: {
      status: () => status as SyncStatus,
      subscribe(listener) {
        listen = listener;
        listener(status as SyncStatus);
        return () => (listen = () => undefined);
      },
    },
    ask: () => Promise.resolve(asked.push(status) > 0),
    page: page,
    now: () => Date.now(),
  });
  return {
    asked,
    stop,
    tell(change: Partial<Told>) {
      status = { ...status, ...change };
      listen(status as SyncStatus);
    },
    hide: () => page.dispatchEvent(new Event('visibilitychange')),
  };
}

describe('a page that may not live to send', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('[SW4] asks for the worker at each save while the server is not reached', () => {
    const { asked, tell } = open();
    tell({ connection: 'offline' });
    tell({ unsent: 1 });
    tell({ unsent: 2 });
    expect(asked).toHaveLength(2);
  });

  it('[SW4] sends by itself while the server is reached, and asks when it has not within two seconds', () => {
    const { asked, tell } = open();
    tell({ unsent: 1 });
    tell({ unsent: 0 });
    vi.advanceTimersByTime(3_000);
    expect(asked).toEqual([]);
    tell({ unsent: 1 });
    vi.advanceTimersByTime(2_000);
    expect(asked).toHaveLength(1);
  });

  it('[SW4] asks before it goes to the background, and again while something stays unsent', () => {
    const { asked, tell, hide } = open();
    hide();
    expect(asked).toEqual([]);
    tell({ unsent: 1 });
    hide();
    expect(asked).toHaveLength(1);
    vi.advanceTimersByTime(60_000);
    tell({ connection: 'offline' });
    expect(asked).toHaveLength(2);
  });

  it('asks nothing any more once it is closed', () => {
    const { asked, tell, stop, hide } = open();
    tell({ unsent: 1 });
    stop();
    hide();
    vi.advanceTimersByTime(10_000);
    expect(asked).toEqual([]);
  });
});
