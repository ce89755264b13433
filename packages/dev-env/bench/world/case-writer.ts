import { randomUUID } from 'node:crypto';
import { faultKinds } from '@truc/domain/fault-log';
import { incidentKinds } from '@truc/domain/incident';
import { DeviceWriter } from '@truc/server/testing/device-writer';
import { segmentLimit } from '@truc/sync/protocol';
import type { BenchPerson } from './bench-situation.ts';
import { enrolDevice, expectOk, json, signIn } from './signed-in-client.ts';

type Kind = { readonly kind: string; readonly current: number };

/** A person's device that writes commands on incidents and faults, as they come over the wire. */
export type CaseWriter = {
  /** Opens an incident at this facility, and answers its id. */
  open(facility: string, title: string): string;
  note(facility: string, incident: string, text: string): void;
  reportFault(facility: string): void;
  /** Sends what was written since. Answers when the last request left, in ms since 1970. */
  send(): Promise<number>;
  close(): void;
};

export async function openCaseWriter(origin: string, person: BenchPerson): Promise<CaseWriter> {
  const client = await enrolDevice(origin, await signIn(origin, person));
  const { dev, inst, key, lease } = client.device;
  const writer = new DeviceWriter(dev, inst, key);
  writer.lease = lease.id;
  let sent = 0;

  function write(scope: string, { kind, current }: Kind, body: object): void {
    writer.time = { wall: Date.now(), off: 0, err: 5 };
    writer.writeRaw({ actor: lease.person, scope, kind, v: current }, JSON.stringify(body));
  }

  return {
    open(facility, title) {
      const incident = randomUUID();
      const fields = { title, description: '', severity: 'high', casualties: null, place: '', cameras: [] };
      write(`facility:${facility}`, incidentKinds.open, { incident, fields });
      return incident;
    },
    note: (facility, incident, text) => write(`facility:${facility}`, incidentKinds.note, { incident, text }),
    reportFault(facility) {
      const asset = { kind: 'line', id: facility, name: '' };
      const since = Date.now() - 60_000;
      const body = {
        fault: randomUUID(),
        asset,
        symptom: 'no_line',
        detail: '',
        since,
        permit: '',
        proposal: null,
      };
      write(`faults:${facility}`, faultKinds.report, body);
    },
    async send() {
      let leftAt = Date.now();
      while (sent < writer.ops.length) {
        const to = Math.min(writer.ops.length, sent + segmentLimit);
        leftAt = Date.now();
        expectOk(await client.post('/api/sync/push', json(writer.segment(sent + 1, to))));
        sent = to;
      }
      return leftAt;
    },
    close: () => client.close(),
  };
}
