/** Violations of thirty days, and the scripted ones: each by its steps, from what was found to what was seen remedied (GL-21). */
import { fieldNames, incidentKinds, type CaseCommand, type Severity } from '@truc/domain/incident';
import { cameras } from '../cameras.ts';
import { cameraId, facilityId, two } from '../ids.ts';
import { people } from '../people.ts';
import { recorderOf, recorders } from '../recorders.ts';
import type { Said, Story, Told } from './told.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

type Kind = {
  readonly code: string;
  readonly title: string;
  readonly severity: Severity;
  readonly subject: 'quarantined' | 'medical_staff' | 'other';
  /** Place of the camera among its site's. */
  readonly camera: number;
};

const kinds: readonly Kind[] = [
  kind('no_mask', 'Không đeo khẩu trang ở hành lang', 'attention', 3),
  kind('out_of_room', 'Ra khỏi phòng không có lý do', 'high', 3),
  kind('gathering', 'Tụ tập đông người ở sân', 'high', 4),
  kind('passing_goods', 'Chuyền đồ qua hàng rào', 'attention', 4),
  { ...kind('staff_ppe', 'Nhân viên không mặc đồ bảo hộ', 'high', 5), subject: 'medical_staff' },
  { ...kind('stranger_at_fence', 'Người lạ đến gần hàng rào', 'high', 1), subject: 'other' },
  kind('leaving_site', 'Tự ý ra khỏi cơ sở', 'urgent', 1),
];

function kind(code: string, title: string, severity: Severity, camera: number): Kind {
  return { code, title: title.normalize('NFC'), severity, subject: 'quarantined', camera };
}

/** How far a case has come. */
type Until = 'handling' | 'awaiting_check' | 'closed';

type Case = {
  readonly number: number;
  readonly site: number;
  readonly kind: Kind;
  readonly detectedAt: number;
  readonly notifiedAfter: number;
  readonly until: Until;
};

const pastCases = 187;
const versioned = ['status', ...fieldNames];

export function violations(sites: readonly number[], now: number): Story[] {
  const ordinary = Array.from({ length: pastCases }, (_, at): Case => {
    const number = at + 1;
    return {
      number,
      site: sites[(number * 5) % sites.length] ?? 1,
      kind: kinds[(number * 3) % kinds.length] ?? gathering,
      detectedAt:
        now - 29 * day + Math.floor((number / (pastCases + 1)) * 28 * day) + ((number * 7) % 50) * minute,
      notifiedAfter: (1 + (number % 5)) * minute,
      until: 'closed',
    };
  });
  return [...ordinary, ...scripted(now)].map((one) => told(one));
}

const gathering = kind('gathering', 'Tụ tập ở hành lang tầng 1', 'high', 3);
/** How long until the recording of the third scripted case is written over (KH-18). */
export const recordingLeft = 26 * hour;

function scripted(now: number): Case[] {
  const expiring = cameraId(11, 3);
  return [
    {
      number: 901,
      site: 1,
      kind: gathering,
      detectedAt: now - 90 * minute,
      notifiedAfter: 2 * minute,
      until: 'handling',
    },
    {
      number: 902,
      site: 6,
      kind: gathering,
      detectedAt: now - 20 * hour,
      notifiedAfter: 47 * minute,
      until: 'closed',
    },
    {
      number: 903,
      site: 11,
      kind: kinds[1] ?? gathering,
      detectedAt: now + recordingLeft - retentionOf(expiring) * day,
      notifiedAfter: 3 * minute,
      until: 'awaiting_check',
    },
  ];
}

function* told({ number, site, kind: what, detectedAt, notifiedAfter, until }: Case): Story {
  const incident = `0190163d-8694-7394-8003-${String(number).padStart(12, '0')}`;
  const camera = cameraId(site, what.camera);
  const place = cameras.find(({ id }) => id === camera)?.name ?? '';
  const scope = `facility:${facilityId(site)}`;
  const say = (at: number, actor: string, command: CaseCommand, seen?: Said): Told => {
    const { kind: name, current: v } = incidentKinds[command.type];
    // Whoever goes on has the whole case before him.
    const base = seen === undefined ? {} : Object.fromEntries(versioned.map((each) => [each, seen.seq]));
    return { at, actor, scope, kind: name, v, body: command.body, base };
  };
  const [watcher, manager] = [`truc-${two(site)}-${1 + (number % 3)}`, `ql-${two(site)}`];
  const from = detectedAt - minute;
  const { title, severity, subject, code } = what;
  const fields = { title, description: '', severity, casualties: null, place, cameras: [camera] };
  const report = { incident, fields, kind: code, subject, detectedAt, from, until: detectedAt };
  let seen = yield say(detectedAt + 20_000, watcher, { type: 'report', body: report });
  const notified = detectedAt + notifiedAfter;
  const { name, position } = people.find(({ id }) => id === manager) ?? { name: manager, position: '' };
  const notice = { incident, name, position, channel: 'phone', at: notified } as const;
  seen = yield say(notified, watcher, { type: 'notify', body: notice }, seen);
  seen = yield say(notified + 2 * minute, manager, { type: 'acknowledge', body: { incident } }, seen);
  if (until === 'handling') return;
  const measured = notified + 9 * minute;
  const measure = { incident, kind: 'remind', text: 'Đã nhắc nhở tại chỗ', at: measured } as const;
  seen = yield say(measured, manager, { type: 'measure', body: measure }, seen);
  if (until === 'awaiting_check') return;
  const check = { incident, remedied: true, text: '' };
  yield say(measured + 11 * minute, manager, { type: 'check', body: check }, seen);
}

function retentionOf(camera: string): number {
  const recorder = recorderOf({ id: camera, facility: camera.slice(0, 5) });
  return recorders.find(({ id }) => id === recorder)?.retentionDays ?? 30;
}
