/** What was written in the situation of pictures before its pictures are taken. */
import { visitChecklist, type Asset } from '@truc/domain/fault-log';
import type { CaseCommand } from '@truc/domain/incident';
import { dayOf, shiftKinds } from '@truc/domain/shift';
import { createDossierStore } from '@truc/server/testing/papers';
import type { RunningServer } from '@truc/server';
import { enrolPastDevices } from './past-devices.ts';
import { PastLooks } from './past-looks.ts';
import { idOf, kindOf, picturePost, PictureTeller, pictureTablets } from './picture-teller.ts';
import { slotAt } from './pictures.ts';
import { inspect } from './tell-papers.ts';

const minute = 60_000;
const hour = 60 * minute;

/** Tells it as of `now`, server time in ms. */
export async function tellPictures({ context }: RunningServer, now: number): Promise<void> {
  await enrolPastDevices(context, pictureTablets);
  const say = new PictureTeller(context, now);
  await book(say, context);
  await cases(say);
  await faults(say);
  await permits(say);
  await say.end();
  const around = {
    dossiers: createDossierStore(context.database.pool),
    looks: new PastLooks(context),
    step: 1,
  };
  await inspect(survey(now), around);
}

/** A book with an entry of each kind: plain, of a camera, late, corrected, struck out, with an addendum, and one that waits. */
async function book(say: PictureTeller, { database }: RunningServer['context']): Promise<void> {
  const found = await database.pool.query<{ id: string }>(
    'select id::text from assignment_doc where post = $1',
    ['may-1-vt'],
  );
  const start = { document: found.rows[0]?.id ?? '', planned: slotAt(say.now) };
  await say.fact(230, 'thuy', { scope: picturePost, ...kindOf(shiftKinds.start), body: start });
  await say.entry(225, 'Đã quan sát vòng, bình thường.', { phrase: 'round_normal' });
  await say.entry(200, 'Giao cơm trưa tại cổng, không có người ra ngoài phòng.', { camera: 'may-1-cam02' });
  const wrong = await say.entry(180, 'Đón 21 người mới đến cách ly, đã dẫn vào khu tiếp nhận.');
  const taken = await say.entry(170, 'Điện chập chờn 2 phút, đầu ghi không khởi động lại.');
  await say.entry(
    150,
    "Bà Rơ Mah H'Bluk phòng 203 mệt, đã gọi y tế; y tế lên phòng, đo thân nhiệt và huyết áp, dặn theo dõi thêm. Người nhà ở phòng bên đã được báo, không có ai ra ngoài hành lang trong lúc đó.",
    { camera: 'may-1-cam01' },
  );
  await say.amend(140, 'correction', {
    target: wrong.opId,
    text: 'Đón 12 người mới đến cách ly, đã dẫn vào khu tiếp nhận.',
    reason: 'Ghi nhầm số người',
  });
  await say.amend(130, 'strike', { target: taken.opId, reason: 'Ghi nhầm sổ của vị trí khác' });
  await say.late(120, 40, 'Ghi lúc mất mạng: nhắc phòng 105 đeo khẩu trang khi nhận hàng, đã chấp hành.');
  await say.waiting(30, 'loc', 'Đã vào phòng máy kiểm tra đầu ghi, không chạm vào thiết bị nào.');
}

async function cases(say: PictureTeller): Promise<void> {
  const gathering = caseOf(say.now, { number: 1, ago: 90, title: 'Tụ tập ở hành lang tầng 3 dãy B' });
  let seen = await say.incident(89, 'thuy', gathering.report);
  const { incident } = gathering;
  seen = await say.incident(87, 'thuy', gathering.notify, seen);
  seen = await say.incident(85, 'truong', { type: 'acknowledge', body: { incident } }, seen);
  // Two who changed one field without knowing of each other: a person decides.
  await say.setFields(
    80,
    'truong',
    { incident, fields: { place: 'Hành lang tầng 3, trước phòng 305' } },
    seen,
  );
  await say.setApart(79, 'thuy', { incident, fields: { place: 'Cầu thang thoát hiểm phía Đông Bắc' } }, seen);
  const goods = caseOf(say.now, { number: 2, ago: 60, title: 'Chuyền đồ qua hàng rào sân phơi' });
  seen = await say.incident(59, 'nghia', goods.report);
  seen = await say.incident(56, 'nghia', goods.notify, seen);
  seen = await say.incident(55, 'truong', { type: 'acknowledge', body: { incident: goods.incident } }, seen);
  const done = {
    incident: goods.incident,
    kind: 'remind',
    text: 'Đã nhắc nhở tại chỗ',
    at: say.now - 50 * minute,
  } as const;
  await say.incident(50, 'truong', { type: 'measure', body: done }, seen);
}

function caseOf(now: number, { number, ago, title }: { number: number; ago: number; title: string }) {
  const incident = idOf('8003', number);
  const detectedAt = now - ago * minute;
  const fields = {
    title: title.normalize('NFC'),
    description: 'Năm người ngồi chơi, hai người không đeo khẩu trang.',
    severity: 'high' as const,
    casualties: null,
    place: 'Dãy B',
    cameras: ['may-1-cam01'],
  };
  const times = { detectedAt, from: detectedAt - minute, until: detectedAt };
  const report: CaseCommand = {
    type: 'report',
    body: { incident, fields, kind: 'gathering', subject: 'quarantined', ...times },
  };
  const notify: CaseCommand = {
    type: 'notify',
    body: {
      incident,
      name: "Ksor H'Bluk Quốc Trường",
      position: 'Trưởng cơ sở',
      channel: 'phone',
      at: detectedAt + 3 * minute,
    },
  };
  return { incident, report, notify };
}

/** One that is being repaired while a patrol stands in, and one that nobody stands in for yet. */
async function faults(say: PictureTeller): Promise<void> {
  const fault = idOf('8006', 1);
  const substitute = { measure: 'patrol', person: "Siu H'Liêm", everyMs: 4 * hour } as const;
  const about = { fault, asset: darkCamera, since: say.now - 50 * minute, detail: '' };
  const rest = { symptom: 'no_picture', permit: '', proposal: null } as const;
  await say.technical(48, 'thuy', { type: 'report', body: { ...about, ...rest } });
  const from = say.now - 46 * minute;
  await say.technical(46, 'thuy', { type: 'substitute', body: { fault, ...substitute, from, replaces: [] } });
  const target = say.now + 3 * hour;
  const assigned = { fault, to: 'operator', person: 'Kpă Bảo Lộc', target } as const;
  await say.technical(44, 'viet', { type: 'assign', body: assigned });
  const visit = { fault, isOnSite: true, visitors: ['Kpă Bảo Lộc'], checklist: [...visitChecklist] };
  await say.technical(42, 'loc', { type: 'start', body: visit });
  const unwatched = { ...about, fault: idOf('8006', 2), asset: longCamera, since: say.now - 20 * minute };
  await say.technical(19, 'thuy', {
    type: 'report',
    body: { ...unwatched, ...rest, symptom: 'poor_picture', detail: 'Mưa to, hình mờ' },
  });
}

async function permits(say: PictureTeller): Promise<void> {
  const asked = (number: number, hours: readonly [number, number], asset: Asset) => ({
    permit: idOf('8007', number),
    work: 'repair' as const,
    detail: 'Thay bộ nguồn hỏng, siết lại chân đế và lau ống kính',
    assets: [asset],
    from: say.now + hours[0] * hour,
    to: say.now + hours[1] * hour,
    workers: ['Kpă Bảo Lộc', "Nay H'Ban"],
    agency: 'Doanh nghiệp viễn thông',
    picturesOff: true,
  });
  const [soon, waiting] = [asked(1, [1, 3], darkCamera), asked(2, [44, 46], longCamera)];
  await say.technical(15, 'truong', { type: 'askPermit', body: soon });
  const { permit, from, to } = soon;
  const approval = { permit, from, to, document: '12/GP-SYT', note: 'Làm từng camera một' };
  await say.technical(14, 'liem', { type: 'approvePermit', body: approval });
  await say.technical(12, 'truong', { type: 'askPermit', body: waiting });
  for (const [at, { id, name }] of [longCamera, darkCamera].entries())
    await say.technical(11, 'truong', {
      type: 'listDevice',
      body: {
        device: idOf('8008', at + 1),
        kind: 'camera',
        name,
        model: 'Vòm 2 MP',
        serial: `VD-010${at + 1}-C`,
        asset: id,
        place: 'Trần hành lang',
        zone: 'corridor',
      },
    });
}

const longCamera: Asset = {
  kind: 'camera',
  id: 'may-1-cam01',
  name: 'Hành lang tầng 3 dãy B - cầu thang thoát hiểm phía Đông Bắc',
};
const darkCamera: Asset = { kind: 'camera', id: 'may-1-cam04', name: 'Hành lang tầng 2 dãy B' };

function survey(now: number) {
  const at = now - 26 * hour;
  return {
    at,
    by: 'liem',
    number: 701,
    watched: [],
    act: {
      type: 'record' as const,
      facility: 'may-1',
      trigger: 'survey' as const,
      document: null,
      purpose: 'supervise_compliance' as const,
      looks: [],
      roomCamera: true,
      absentZones: [],
      summary: 'Đã đi hết các khu vực cùng cán bộ đầu mối của cơ sở.',
      findings: [
        {
          id: idOf('8009', 1),
          kind: 'camera_in_room' as const,
          camera: null,
          device: '',
          text: 'Khách sạn có một camera lắp trong phòng 203 từ trước, đang hoạt động.',
          demand: 'Tháo camera khỏi phòng, báo lại bằng văn bản.',
          owner: 'Trưởng cơ sở',
          due: dayOf(now + 72 * hour),
        },
      ],
    },
  };
}
