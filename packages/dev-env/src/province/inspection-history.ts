/** Inspections of the demonstration: forty-six in twenty-five days, every site in operation within fifteen, and the scripted ones. */
import type { ZoneKind } from '@truc/domain/camera';
import type { InspectionAct, NewFinding, RecordAct } from '@truc/domain/inspection';
import { requiredZones } from '@truc/domain/zone-coverage';
import { cameras } from './cameras.ts';
import { cameraId, facilityId } from './ids.ts';
import { sites, type Site } from './sites.ts';

const hour = 60 * 60_000;
const day = 24 * hour;

export type ToldInspection = {
  readonly at: number;
  readonly by: string;
  /** From 1: which inspection. */
  readonly number: number;
  readonly act: InspectionAct;
  /** Cameras that were watched before, for minutes over the system. */
  readonly watched: readonly string[];
};

const operating = sites.filter(({ state }) => state === 'operating');
const rounds = [24, 13, 4] as const;
const count = 46;

/** `dayOf`: a moment's day in the province. */
export function pastInspections(now: number, dayOf: (at: number) => string): readonly ToldInspection[] {
  return Array.from({ length: count }, (_, at) => inspectionOf(at, now, dayOf))
    .flat()
    .toSorted((a, b) => a.at - b.at);
}

function inspectionOf(index: number, now: number, dayOf: (at: number) => string): readonly ToldInspection[] {
  const site = operating[index % operating.length];
  const ago = rounds[Math.floor(index / operating.length)];
  if (site === undefined || ago === undefined) return [];
  const at = now - ago * day - (index % operating.length) * 0.9 * hour;
  const number = index + 1;
  const isSurvey = ago === 13 && (site.cameras === 5 || site.number === 4);
  const by = isSurvey ? 'tt-1' : inspectorOf(site, index);
  const finding = findingOf(number, site, dayOf(at + 3 * day));
  const act = isSurvey ? surveyOf(site, finding) : recordOf(site, { index, finding, day: dayOf(at - day) });
  const watched = isSurvey ? [] : [1, 2, 3].map((one) => cameraId(site.number, one));
  const told = { at, by, number, act, watched };
  return finding === null ? [told] : [told, ...endOf(told, finding, dayOf)];
}

/** VP UBND and Bộ CHQS anywhere, Sở Y tế where it leads. */
function inspectorOf({ authority }: Site, index: number): string {
  if (index % 3 === 0) return `vp-${(index % 3) + 1}`;
  return authority === 'military' ? `qs-${(index % 3) + 1}` : `yt-${(index % 3) + 1}`;
}

type About = { readonly index: number; readonly finding: NewFinding | null; readonly day: string };

function recordOf({ number: site }: Site, { index, finding, day: signedOn }: About): RecordAct {
  const isRequested = index % 6 === 0;
  const paper = { number: `${100 + index}/UBND-NC (ví dụ)`, signedOn, issuer: 'Chủ tịch UBND tỉnh' };
  return {
    type: 'record',
    facility: facilityId(site),
    trigger: isRequested ? 'requested' : 'adhoc',
    document: isRequested ? paper : null,
    purpose: 'supervise_compliance',
    looks: [],
    roomCamera: null,
    absentZones: [],
    summary:
      finding === null
        ? 'Hình rõ, có người trực, không có vi phạm.'
        : 'Có nội dung phải khắc phục, xem phát hiện.',
    findings: finding === null ? [] : [finding],
  };
}

function surveyOf(site: Site, finding: NewFinding | null): RecordAct {
  const seen = new Set<ZoneKind>(
    cameras.filter(({ facility }) => facility === facilityId(site.number)).map(({ zone }) => zone),
  );
  const isRoom = finding?.kind === 'camera_in_room';
  return {
    ...recordOf(site, { index: 1, finding, day: '' }),
    trigger: 'survey',
    roomCamera: isRoom,
    absentZones: requiredZones.filter((zone, at) => !seen.has(zone) && at % 2 === 1),
    summary: 'Đã đi hết các khu vực cùng cán bộ đầu mối của cơ sở.',
  };
}

type Scripted = Pick<NewFinding, 'kind' | 'device' | 'text' | 'demand'>;

/** N-02: a camera inside a room; GL-16: a device that no list holds; and what is found now and then. */
function scriptOf(number: number, site: Site): Scripted | null {
  if (number === 20 && site.number === 4)
    return {
      kind: 'camera_in_room',
      device: '',
      text: 'Khách sạn có một camera lắp trong phòng 203 từ trước, đang hoạt động.',
      demand: 'Tháo camera khỏi phòng, báo lại bằng văn bản.',
    };
  if (number === 35)
    return {
      kind: 'unlisted_device',
      device: 'Bộ phát sóng không dây, nhãn “P203”',
      text: 'Thiết bị cắm vào tủ mạng camera, không có trong danh mục.',
      demand: 'Tháo thiết bị, làm rõ ai đã cắm.',
    };
  if (number % 5 === 0)
    return {
      kind: 'watch_absent',
      device: '',
      text: 'Không có người trước màn hình từ 12:10 đến 12:35.',
      demand: 'Bố trí người trực thay trong giờ ăn.',
    };
  if (number % 7 === 0)
    return {
      kind: 'zone_uncovered',
      device: '',
      text: 'Nơi nhận hàng tiếp tế không có camera nhìn thấy.',
      demand: 'Đề xuất lắp thêm hoặc xoay camera gần nhất.',
    };
  return null;
}

function findingOf(number: number, site: Site, due: string): NewFinding | null {
  const script = scriptOf(number, site);
  if (script === null) return null;
  const id = findingId(number);
  return { id, camera: null, owner: 'Trưởng cơ sở', due, ...script };
}

/** Old ones are remedied; of the newest some are answered, and some are open. The camera in the room is late. */
function endOf(
  told: ToldInspection,
  { id: finding, kind }: NewFinding,
  dayOf: (at: number) => string,
): readonly ToldInspection[] {
  const manager = `ql-${facilityOf(told).slice(-2)}`;
  const answer = (isDone: boolean, text: string, after: number): ToldInspection => ({
    ...told,
    at: told.at + after,
    by: manager,
    act: { type: 'answer', finding, text, isDone },
    watched: [],
  });
  if (kind === 'camera_in_room')
    return [
      answer(false, 'Đã ngắt nguồn, đang chờ chủ khách sạn tháo.', day),
      {
        ...told,
        at: told.at + 4 * day,
        by: 'yt-2',
        act: {
          type: 'check',
          finding,
          result: 'not_remedied',
          text: 'Camera đã ngắt nguồn nhưng còn trong phòng.',
          due: dayOf(told.at + 8 * day),
          paper: null,
        },
        watched: [],
      },
    ];
  if (told.number > 40) return [];
  const done = answer(true, 'Đã thực hiện theo yêu cầu.', day);
  if (told.number > 32) return [done];
  return [
    done,
    {
      ...told,
      at: told.at + 2 * day,
      by: 'yt-3',
      act: {
        type: 'check',
        finding,
        result: 'remedied',
        text: 'Đã kiểm tra lại, đúng.',
        due: '',
        paper: null,
      },
      watched: [],
    },
  ];
}

function facilityOf({ act }: ToldInspection): string {
  return act.type === 'record' ? act.facility : '';
}

function findingId(number: number): string {
  return `0190163d-8694-7394-8003-${String(number).padStart(12, '0')}`;
}
