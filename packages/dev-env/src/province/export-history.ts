/** Extractions of recordings of the demonstration: five closed, one permitted, one submitted, two refused, one of them for want of a document (GL-09). */
import { createHash } from 'node:crypto';
import type { ExportAct, ExportActOf, Fate, SignedPaper, SourceCamera } from '@truc/domain/footage-export';
import { cameras } from './cameras.ts';
import { recordingLeft } from './history/violations.ts';
import { cameraId, facilityId, two } from './ids.ts';
import { recorderOf, recorders } from './recorders.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

export type ToldExport = {
  readonly at: number;
  readonly by: string;
  readonly number: number;
  readonly act: ExportAct;
};

type Asked = {
  readonly number: number;
  readonly site: number;
  readonly camera: number;
  /** When it was asked for, and how long before that it was recorded; ms. */
  readonly askedAt: number;
  readonly ago: number;
  readonly minutes: number;
  readonly by: string;
  readonly ground: string;
  readonly receiver: string;
  readonly agency: string;
  readonly system?: 'CENTRAL' | 'FACILITY';
  readonly incident?: number;
};

export function pastExports(now: number, dayOf: (at: number) => string): readonly ToldExport[] {
  const submit = (asked: Asked) => submitOf(asked, dayOf);
  const closed: readonly (readonly [Asked, Fate])[] = [
    [asked(1, 2, 1, now - 26 * day, 'yt-1', 'Truy vết người tiếp xúc với ca F0 tại cổng.'), 'destroyed'],
    [asked(2, 1, 3, now - 21 * day, 'qs-1', 'Xác minh việc tụ tập ở hành lang tầng 1.'), 'returned'],
    [asked(3, 8, 4, now - 16 * day, 'qs-2', 'Xác minh người lạ đến gần hàng rào.'), 'destroyed'],
    [
      { ...asked(4, 10, 2, now - 11 * day, 'vp-2', 'Kiểm tra quy trình tiếp nhận.'), system: 'CENTRAL' },
      'destroyed',
    ],
    [asked(5, 12, 1, now - 8 * day, 'qs-1', 'Xác minh người rời cơ sở.'), 'kept'],
  ];
  const permitted: Asked = {
    ...asked(6, 6, 3, now - 12 * hour, 'qs-2', 'Xác minh vụ tụ tập được báo chậm.'),
    ago: 8 * hour + 10 * minute,
    incident: 902,
  };
  const waiting: Asked = {
    ...asked(7, 11, 3, now - 3 * hour, 'qs-1', 'Hình sắp bị ghi đè, cần cho việc kiểm tra khắc phục.'),
    ago: retentionOf(cameraId(11, 3)) * day - recordingLeft - 3 * hour + 10 * minute,
    incident: 903,
  };
  const press = asked(8, 7, 1, now - 6 * day, 'vp-3', 'Báo tỉnh xin hình để đăng bài tuyên truyền.');
  const spoken = asked(
    9,
    5,
    2,
    now - 2 * day,
    'ql-05',
    'Người tự xưng cán bộ điều tra xin hình qua điện thoại.',
  );
  const told: ToldExport[] = [
    ...closed.flatMap(([one, fate]) => closedOf(one, fate, dayOf)),
    ...upToPermission(permitted, 'kept', dayOf),
    { at: waiting.askedAt, by: waiting.by, number: waiting.number, act: submit(waiting) },
    { at: press.askedAt, by: press.by, number: press.number, act: submit(press) },
    {
      at: press.askedAt + 5 * hour,
      by: 'vp-1',
      number: press.number,
      act: {
        type: 'refuse',
        madeAt: press.askedAt + 5 * hour,
        ground: 'wrong_purpose',
        reason: 'Đăng báo không thuộc bốn mục đích; Trưởng Ban Chỉ đạo không cho phép.',
      },
    },
    // GL-09: nothing is supplied without a written request. The register shows that somebody tried.
    {
      at: spoken.askedAt,
      by: spoken.by,
      number: spoken.number,
      act: { ...submit(spoken), type: 'turn_away', document: null },
    },
  ];
  return told.toSorted((a, b) => a.at - b.at);
}

// eslint-disable-next-line max-params -- a row of a table: which, where, when, who, why.
function asked(
  number: number,
  site: number,
  camera: number,
  askedAt: number,
  by: string,
  ground: string,
): Asked {
  const [receiver, agency] =
    number % 2 === 0
      ? ['Puih Thanh Tùng', 'Công an tỉnh']
      : ["Siu H'Liêm", 'Trung tâm Kiểm soát bệnh tật tỉnh'];
  return { number, site, camera, askedAt, by, ground, receiver, agency, ago: 30 * hour, minutes: 40 };
}

function submitOf(one: Asked, dayOf: (at: number) => string): ExportActOf<'submit'> {
  const from = one.askedAt - one.ago;
  const { site, camera, incident } = one;
  return {
    type: 'submit',
    madeAt: one.askedAt - 4_000,
    facility: facilityId(site),
    system: one.system ?? 'FACILITY',
    cameras: [cameraId(site, camera)],
    from,
    to: from + one.minutes * minute,
    purpose: one.number % 2 === 0 ? 'supervise_compliance' : 'epidemiological_tracing',
    ground: one.ground,
    recipient: { name: one.receiver, position: 'Cán bộ được cử', agency: one.agency },
    copies: 2,
    document: {
      number: `${40 + one.number}/CV (ví dụ)`,
      signedOn: dayOf(one.askedAt - hour),
      issuer: one.agency,
      signer: one.receiver,
      signatory: 'other',
    },
    incident:
      incident === undefined
        ? null
        : {
            scope: `facility:${facilityId(site)}`,
            id: `0190163d-8694-7394-8003-${String(incident).padStart(12, '0')}`,
          },
  };
}

function upToPermission(one: Asked, after: Fate, dayOf: (at: number) => string): ToldExport[] {
  const request = submitOf(one, dayOf);
  const { number, askedAt } = one;
  const [entered, checked] = [askedAt + 3 * hour, askedAt + 4 * hour];
  const { cameras: allowed, from, to } = request;
  const paper: SignedPaper = {
    number: `${110 + number}/BCĐ (ví dụ)`,
    signedOn: dayOf(entered),
    issuer: 'Ban Chỉ đạo phòng, chống dịch tỉnh',
    signer: 'Trưởng Ban Chỉ đạo (ví dụ)',
    signatory: 'steering_head',
  };
  const afterBy = after === 'kept' ? '' : dayOf(askedAt + 20 * day);
  return [
    { at: askedAt, by: one.by, number, act: request },
    {
      at: entered,
      by: 'vp-1',
      number,
      act: {
        type: 'enter_paper',
        madeAt: entered - 3_000,
        paper,
        cameras: allowed,
        from,
        to,
        copies: 1,
        after,
        afterBy,
      },
    },
    {
      at: checked,
      by: number % 2 === 0 ? 'bcd' : 'vp-3',
      number,
      act: { type: 'check_paper', madeAt: checked - 2_000, isSame: true, difference: '' },
    },
  ];
}

function closedOf(one: Asked, fate: Fate, dayOf: (at: number) => string): ToldExport[] {
  const { number, site, askedAt } = one;
  const executor = one.system === 'CENTRAL' ? 'noc-1' : `ql-${two(site)}`;
  const [extracted, delivered, ended] = [askedAt + 6 * hour, askedAt + 8 * hour, askedAt + 5 * day];
  const request = submitOf(one, dayOf);
  const sha256 = createHash('sha256').update(`example ${number}`).digest('hex');
  const copy = `TX-${two(number)}/1`;
  return [
    ...upToPermission(one, fate, dayOf),
    { at: extracted, by: executor, number, act: extractOf(one, request, { at: extracted, sha256, copy }) },
    {
      at: delivered,
      by: executor,
      number,
      act: {
        type: 'hand_over',
        madeAt: delivered - 2_000,
        minutes: `${two(number)}/BB-TX`,
        receiver: request.recipient,
        readBack: [sha256],
      },
    },
    {
      at: ended,
      by: executor,
      number,
      act: {
        type: 'close',
        madeAt: ended - 2_000,
        fates: [
          {
            copy,
            fate,
            on: dayOf(ended),
            minutes: `${two(number)}/BB-KT`,
            witness: fate === 'destroyed' ? 'Rơ Châm Duy' : '',
          },
        ],
      },
    },
  ];
}

function extractOf(
  { number, site, camera }: Asked,
  { from, to }: Pick<ExportActOf<'submit'>, 'from' | 'to'>,
  { at, sha256, copy }: { readonly at: number; readonly sha256: string; readonly copy: string },
): ExportActOf<'extract'> {
  const hasSurplus = number === 3;
  return {
    type: 'extract',
    madeAt: at - 5_000,
    files: [
      {
        camera: cameraId(site, camera),
        from,
        to,
        name: `tx-${two(number)}.mkv`,
        bytes: 410_000_000 + number * 1_234_567,
        sha256,
        hashed: 'computed',
      },
    ],
    signature: number % 2 === 0 ? 'verified' : 'unsigned',
    copies: [{ number: copy, medium: 'usb', serial: `USB-${1000 + number}` }],
    made: hasSurplus ? 2 : 1,
    destroyed: hasSurplus ? 1 : 0,
    witness: hasSurplus ? "Nay H'Ban" : '',
  };
}

function retentionOf(camera: string): number {
  const recorder = recorderOf({ id: camera, facility: camera.slice(0, 5) });
  return recorders.find(({ id }) => id === recorder)?.retentionDays ?? 30;
}

/** What the registers of the demonstration knew of a camera then. */
export function sourceAt(id: string, at: number): SourceCamera | null {
  const camera = cameras.find((one) => one.id === id);
  if (camera === undefined) return null;
  return {
    isCentral: camera.national === 'connected',
    keptSince: at - retentionOf(id) * day,
    insideRoomUntil: null,
  };
}
