import { DeviceAlarmsResponseSchema, type DeviceAlarm, type ExamineAlarm } from '@truc/domain/api';
import type { HttpClient } from '#lib/ports/http/http-client.ts';
import type { HttpFailureCode } from '#lib/ports/http/http-failure.ts';

/** What devices noticed by themselves, for whoever looks into it. */
export class AlarmsController {
  alarms: readonly DeviceAlarm[] | null = $state.raw(null);
  failure: HttpFailureCode | null = $state(null);
  isClosing = $state(false);
  #http: HttpClient;

  constructor(http: HttpClient) {
    this.#http = http;
  }

  async load(): Promise<void> {
    const answer = await this.#http.request({
      method: 'GET',
      path: '/api/device-alarms',
      answer: DeviceAlarmsResponseSchema,
    });
    this.failure = answer.ok ? null : answer.error.code;
    if (answer.ok) this.alarms = answer.value.alarms;
  }

  /** True when the conclusion stands with the server. */
  async examine(examined: ExamineAlarm): Promise<boolean> {
    this.isClosing = true;
    const answer = await this.#http.request({
      method: 'POST',
      path: '/api/device-alarms/examined',
      body: examined,
      answer: DeviceAlarmsResponseSchema,
    });
    this.isClosing = false;
    this.failure = answer.ok ? null : answer.error.code;
    if (answer.ok) this.alarms = answer.value.alarms;
    return answer.ok;
  }
}
