import { failure, ok } from '@truc/base';
import type { ViewingRequest } from '@truc/domain/api';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { HttpClient } from '#lib/ports/http/http-client.ts';
import { AcknowledgedAlarms } from './acknowledged-alarms.svelte.ts';
import { ViewingRequests } from './viewing-requests.svelte.ts';

// Outside of the compiler a rune is a value and no more.
vi.stubGlobal(
  '$state',
  Object.assign((value: unknown) => value, { raw: (value: unknown) => value }),
);

type Asked = { readonly path: string; readonly body?: unknown };
let asked: Asked[];
let answers: ((answer: unknown) => void)[];
const http = {
  request: (question: Asked) => {
    asked.push(question);
    return new Promise((resolve) => answers.push(resolve));
  },
} as unknown as HttpClient;
const settled = () => new Promise((resolve) => setImmediate(resolve));

beforeEach(() => {
  [asked, answers] = [[], []];
});

describe('alarms that somebody knows of', () => {
  const known = (alarm: string) => ({ alarm, name: 'Lê Kim', mine: false, at: 1 });

  it('no longer call from the tap on, whether the server can be reached or not', async () => {
    const alarms = new AcknowledgedAlarms(http);
    void alarms.acknowledge(['a', 'b'], 'p-01');
    expect(alarms.keys).toEqual(['a', 'b']);
    answers[0]?.(failure('unreachable'));
    await settled();
    expect(alarms.keys).toEqual(['a', 'b']);
  });

  it('are sent with the next word what could not be sent before, each post by itself, and taken once', async () => {
    const alarms = new AcknowledgedAlarms(http);
    void alarms.acknowledge(['a'], 'p-01');
    answers[0]?.(failure('unreachable'));
    await settled();
    void alarms.acknowledge(['b'], 'p-02');
    expect(asked[1]?.body).toEqual({ alarms: ['a'], post: 'p-01' });
    answers[1]?.(ok({ acknowledged: [known('a')] }));
    await settled();
    void alarms.load();
    expect(asked[2]?.body).toEqual({ alarms: ['b'], post: 'p-02' });
    // What the server does not take is over: nothing stands there to be known of.
    answers[2]?.(ok({ acknowledged: [known('a')] }));
    await settled();
    answers[3]?.(ok({ acknowledged: [known('a')] }));
    await settled();
    expect(alarms.keys).toEqual(['a']);
  });

  it('are forgotten with whoever leaves', () => {
    const alarms = new AcknowledgedAlarms(http);
    void alarms.acknowledge(['a'], null);
    alarms.forget();
    expect(alarms.keys).toEqual([]);
  });
});

describe('requests for sensitive cameras', () => {
  const request = (id: string, state: ViewingRequest['state']): ViewingRequest => ({
    ...{ id, state, person: 'hoa', name: 'Nay Hòa', agency: '', camera: 'c', cameraName: 'C' },
    ...{ facility: 'f', purpose: 'supervise_compliance', stretch: null, reason: 'x', minutes: 15 },
    ...{ askedAt: id === 'old' ? 1 : 2, decided: null, until: null },
    ...{ isMine: true, mayDecide: false, mayEnd: true },
  });

  it('[KH-32] are not set back by an answer that was on its way when something was done', async () => {
    const requests = new ViewingRequests(http);
    void requests.load();
    void requests.ask({
      ...{ id: 'new', camera: 'c', purpose: 'supervise_compliance', reason: 'x', minutes: 15 },
    });
    answers[1]?.(ok({ request: request('new', 'waiting') }));
    await settled();
    // It was true before: the first request, which has ended meanwhile.
    answers[0]?.(ok({ requests: [request('old', 'authorised')] }));
    await settled();
    expect(requests.ofCamera('c')).toMatchObject({ id: 'new', state: 'waiting' });
    answers[2]?.(ok({ requests: [request('new', 'authorised')] }));
    await settled();
    expect(requests.ofCamera('c')).toMatchObject({ id: 'new', state: 'authorised' });
  });

  it('[KH-32] take the answer to the newest question alone', async () => {
    const requests = new ViewingRequests(http);
    void requests.load();
    void requests.load();
    answers[1]?.(ok({ requests: [request('new', 'waiting')] }));
    answers[0]?.(ok({ requests: [] }));
    await settled();
    expect(requests.list).toHaveLength(1);
  });
});
