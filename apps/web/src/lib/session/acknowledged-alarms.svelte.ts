import { AcknowledgedAlarmsSchema, type AcknowledgedAlarms as Answer } from '@truc/domain/api';
import type { HttpClient } from '#lib/ports/http/http-client.ts';

export type Acknowledged = Answer['acknowledged'][number];

/** Who knows of which alarm at a camera, at one's post. It stands on the server; what could not be sent yet is sent with the next word. */
export class AcknowledgedAlarms {
  list: readonly Acknowledged[] = $state.raw([]);
  /** Acknowledged here, and not yet known to the server. */
  #unsent: readonly { readonly alarm: string; readonly post: string | null }[] = $state.raw([]);
  #http: HttpClient;

  constructor(http: HttpClient) {
    this.#http = http;
  }

  /** Alarms that no longer call, here or anywhere at this post. */
  get keys(): readonly string[] {
    return [...this.list, ...this.#unsent].map(({ alarm }) => alarm);
  }

  async load(): Promise<void> {
    await this.#send();
    const answer = await this.#http.request({
      method: 'GET',
      path: '/api/camera-alarms/acknowledged',
      answer: AcknowledgedAlarmsSchema,
    });
    if (answer.ok) this.list = answer.value.acknowledged;
  }

  async acknowledge(alarms: readonly string[], post: string | null): Promise<void> {
    this.#unsent = [...this.#unsent, ...alarms.map((alarm) => ({ alarm, post }))];
    await this.#send();
  }

  forget(): void {
    this.list = [];
    this.#unsent = [];
  }

  async #send(): Promise<void> {
    const [first] = this.#unsent;
    if (first === undefined) return;
    const sent = this.#unsent.filter(({ post }) => post === first.post).slice(0, 64);
    const answer = await this.#http.request({
      method: 'POST',
      path: '/api/camera-alarms/acknowledge',
      body: { alarms: sent.map(({ alarm }) => alarm), post: first.post },
      answer: AcknowledgedAlarmsSchema,
    });
    if (!answer.ok) return;
    // What the server did not take is over: nothing stands there to be known of.
    this.list = answer.value.acknowledged;
    this.#unsent = this.#unsent.filter((one) => !sent.includes(one));
  }
}
