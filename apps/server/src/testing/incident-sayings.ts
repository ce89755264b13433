import { randomUUID } from 'node:crypto';
import { incidentKinds } from '@truc/domain/incident';
import { PushResponseSchema, type Outcome } from '@truc/sync/protocol';
import { invariant } from '@truc/base';
import * as v from 'valibot';
import type { DeviceWriter } from './device-writer.ts';
import type { Browser, TestWorld } from './test-world.ts';

export type Said = { readonly actor: string; readonly scope: string; readonly incident: string };
export type Saying = readonly [type: keyof typeof incidentKinds, body: object];

export const sampleFields = {
  title: 'Tụ tập ở hành lang tầng 2',
  description: 'Bốn người, không khẩu trang',
  severity: 'high',
  casualties: null,
  place: 'Hành lang tầng 2',
  cameras: ['cam-011'],
};

export const sampleReport: Saying = [
  'report',
  {
    fields: sampleFields,
    kind: 'gathering',
    subject: 'quarantined',
    detectedAt: 1_623_741_600_000,
    from: 1_623_741_540_000,
    until: 1_623_741_600_000,
  },
];

export function say(writer: DeviceWriter, { incident, ...said }: Said, [type, body]: Saying): void {
  const { kind, current } = incidentKinds[type];
  writer.writeRaw({ ...said, kind, v: current }, JSON.stringify({ incident, ...body }));
}

export async function push(browser: Browser, writer: DeviceWriter, from = 1): Promise<readonly Outcome[]> {
  const answer = await browser.post('/api/sync/push', writer.segment(from));
  invariant(answer.status === 200, `the push is taken: ${answer.status}`);
  return v.parse(PushResponseSchema, await answer.json()).outcomes;
}

/** A tablet of the watch at f-01 that has reported a violation and noted something, and another incident beside it. */
export async function reportedIncident(world: TestWorld) {
  const browser = await world.signedIn('khanh');
  const { writer } = await browser.enrolTablet();
  const scope = 'facility:f-01';
  const [incident, other] = [randomUUID(), randomUUID()];
  const said = { actor: 'tran-van-khanh', scope, incident };
  say(writer, said, sampleReport);
  say(writer, { ...said, incident: other }, [
    'open',
    { fields: { ...sampleFields, title: 'Bí mật của sự việc khác' } },
  ]);
  say(writer, said, ['note', { text: 'Đã mời về phòng' }]);
  const outcomes = await push(browser, writer);
  return { browser, writer, scope, incident, other, outcomes };
}
