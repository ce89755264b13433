import { DeviceAlarmReceiptSchema, type DeviceAlarmReceipt, type DeviceAlarmReport } from '@truc/domain/api';
import type { OutboxStore, WitnessStore } from '@truc/sync/client';
import type { HttpClient } from '#lib/ports/http/http-client.ts';
import type { Emptied, StorageSentinel } from '#lib/ports/storage-sentinel.ts';

export type DeviceAlarmPorts = {
  readonly http: HttpClient;
  readonly outbox: Pick<OutboxStore, 'device' | 'counts'>;
  readonly witness: Pick<WitnessStore, 'read'>;
  readonly sentinel: StorageSentinel;
  readonly now: () => number;
};

/** What this device noticed by itself: shown here, and told to the server until it has heard of it (SH1, WI9). */
export class DeviceAlarms {
  emptied: Emptied | null = $state.raw(null);
  /** What an examiner wrote about the history that this device found rewritten. The alarm and its evidence stay. */
  examined: DeviceAlarmReceipt['examined'] = $state.raw(null);
  #ports: DeviceAlarmPorts;
  #isTold = false;

  constructor(ports: DeviceAlarmPorts) {
    this.#ports = ports;
  }

  /** At the start, before this browser is enrolled again: a device that was here and is not any more. */
  async look(): Promise<void> {
    const { sentinel, outbox, now } = this.#ports;
    const remembered = sentinel.recall();
    const isHere = (await outbox.device()) !== null;
    if (!isHere && remembered !== null && sentinel.owed() === null)
      sentinel.owe({ ...remembered, noticedAt: Math.round(now()) });
    this.emptied = sentinel.owed();
  }

  /** Remembers what is here, beside the storage of it. */
  async remember(): Promise<void> {
    const { sentinel, outbox } = this.#ports;
    const device = await outbox.device();
    if (device === null) return;
    sentinel.remember({ inst: device.inst, unsent: (await outbox.counts()).unsent });
  }

  /** Tells the server what it has not heard yet; without an answer it is told at the next contact. */
  async tell(): Promise<void> {
    const { sentinel, witness } = this.#ports;
    const owed = sentinel.owed();
    if (owed !== null && (await this.#report({ kind: 'storage_emptied', ...owed })) !== null)
      sentinel.settle();
    const { rewritten } = await witness.read();
    if (rewritten === null || this.#isTold) return;
    const { at: noticedAt, ...evidence } = rewritten;
    const receipt = await this.#report({ kind: 'history_rewritten', noticedAt, ...evidence });
    if (receipt === null) return;
    this.#isTold = true;
    this.examined = receipt.examined;
  }

  async #report(report: DeviceAlarmReport): Promise<DeviceAlarmReceipt | null> {
    const answer = await this.#ports.http.request({
      method: 'POST',
      path: '/api/device-alarms',
      body: report,
      answer: DeviceAlarmReceiptSchema,
    });
    return answer.ok ? answer.value : null;
  }
}
