import {
  DevicesResponseSchema,
  DeviceSummarySchema,
  type DeviceOrder,
  type DeviceSummary,
} from '@truc/domain/api';
import type { HttpClient } from '#lib/ports/http/http-client.ts';
import type { HttpFailureCode } from '#lib/ports/http/http-failure.ts';

/** The province's tablets and desks, for whoever may order one to be emptied or keep it out. */
export class DevicesController {
  devices: readonly DeviceSummary[] | null = $state.raw(null);
  failure: HttpFailureCode | null = $state(null);
  isOrdering = $state(false);
  #http: HttpClient;

  constructor(http: HttpClient) {
    this.#http = http;
  }

  async load(): Promise<void> {
    const answer = await this.#http.request({
      method: 'GET',
      path: '/api/devices',
      answer: DevicesResponseSchema,
    });
    this.failure = answer.ok ? null : answer.error.code;
    if (answer.ok) this.devices = answer.value.devices;
  }

  /** True when the server has written the order down. */
  async order(order: DeviceOrder): Promise<boolean> {
    this.isOrdering = true;
    const answer = await this.#http.request({
      method: 'POST',
      path: '/api/devices/order',
      body: order,
      answer: DeviceSummarySchema,
    });
    this.isOrdering = false;
    this.failure = answer.ok ? null : answer.error.code;
    if (!answer.ok) return false;
    const changed = answer.value;
    this.devices = (this.devices ?? []).map((one) => (one.dev === changed.dev ? changed : one));
    return true;
  }
}
