/** Permits and devices of the demonstration: fourteen permits of thirty days, an outage under one, and lists of devices (GL-15, GL-16, KH-14). */
import { visitChecklist, type Asset, type TechnicalCommand } from '@truc/domain/fault-log';
import type { Work } from '@truc/domain/intervention';
import { cameras } from './cameras.ts';
import type { FaultTeller } from './fault-history.ts';
import { cameraId, facilityId, two } from './ids.ts';
import { recorders } from './recorders.ts';
import { sites } from './sites.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const workers = ['Puih Thanh Tùng', "Nay H'Ban"];

export async function tellPermits(teller: FaultTeller, now: number): Promise<void> {
  const say = new Teller(teller);
  for (const site of [1, 2, 3, 5]) await say.list(site, now - 29 * day);
  for (let at = 0; at < 8; at += 1) await past(say, { number: at + 1, begin: now - (27 - at * 3.2) * day });
  await moved(say, now - 6 * day);
  await underPermit(say, now - 40 * minute);
  await today(say, now);
  await found(say, now);
}

const pastWorks: readonly Work[] = [
  'maintenance',
  'repair',
  'line_work',
  'connect_device',
  'maintenance',
  'power_work',
  'change_settings',
  'install_software',
];

/** Asked, approved, begun, checked upon, ended. */
async function past(say: Teller, { number, begin }: { number: number; begin: number }): Promise<void> {
  const site = ((number * 5) % 12) + 1;
  const permit = permitId(number);
  const work = pastWorks[number - 1] ?? 'maintenance';
  await say.approved(site, { permit, work, from: begin, to: begin + 3 * hour, assets: [camera(site, 1)] });
  await say.begun(site, permit, begin + 10 * minute);
  await say.now(site, begin + 40 * minute, watchOf(site), {
    type: 'checkWork',
    body: { permit, isNormal: true, note: '' },
  });
  await say.ended(site, permit, begin + 70 * minute);
}

/** KH-14: a camera that was moved under a permit; where it stood before is in the list. */
async function moved(say: Teller, begin: number): Promise<void> {
  const permit = permitId(9);
  await say.approved(1, {
    permit,
    work: 'move_camera',
    from: begin,
    to: begin + 4 * hour,
    assets: [camera(1, 4)],
  });
  await say.begun(1, permit, begin + 10 * minute);
  await say.now(1, begin + hour, 'ql-01', {
    type: 'placeDevice',
    body: { device: deviceId(1, 4), permit, place: 'Cột đèn cuối sân, cao 4 m', zone: 'yard' },
  });
  await say.ended(1, permit, begin + 90 * minute);
}

/** GL-15: work that is going on now, and the outage that belongs to it. */
async function underPermit(say: Teller, begin: number): Promise<void> {
  const permit = permitId(10);
  const asset = camera(2, 3);
  await say.approved(2, {
    permit,
    work: 'repair',
    from: begin - 10 * minute,
    to: begin + 3 * hour,
    assets: [asset, camera(2, 4)],
  });
  await say.begun(2, permit, begin);
  const fault = `0190163d-8694-7394-8001-${String(990).padStart(12, '0')}`;
  await say.now(2, begin + 8 * minute, watchOf(2), {
    type: 'report',
    body: {
      fault,
      asset,
      symptom: 'no_picture',
      detail: 'Đang thay bộ nguồn',
      since: begin + 5 * minute,
      permit: '',
      proposal: null,
    },
  });
}

/** One that is still to come, one that waits, one that was refused, one that was taken back. */
async function today(say: Teller, now: number): Promise<void> {
  const hours = (from: number, to: number) => ({ from: now + from * hour, to: now + to * hour });
  await say.approved(1, {
    permit: permitId(11),
    work: 'maintenance',
    ...hours(1, 3),
    assets: [camera(1, 2), recorder(1)],
  });
  await say.asked(4, {
    permit: permitId(12),
    work: 'connect_device',
    ...hours(20, 22),
    assets: [recorder(4)],
  });
  await say.asked(5, { permit: permitId(13), work: 'other', ...hours(-50, -46), assets: [camera(5, 2)] });
  await say.now(5, now - 60 * hour, 'yt-1', {
    type: 'refusePermit',
    body: { permit: permitId(13), reason: 'Chưa nêu rõ thiết bị cắm vào đầu ghi' },
  });
  await say.approved(3, {
    permit: permitId(14),
    work: 'line_work',
    ...hours(-30, 6),
    assets: [{ kind: 'line', id: facilityId(3), name: '' }],
  });
  await say.now(3, now - 26 * hour, 'qs-1', {
    type: 'revokePermit',
    body: { permit: permitId(14), reason: 'Đón người về cách ly trong ngày' },
  });
}

/** GL-16: one that was taken away, and one that nobody has seen to in time. */
async function found(say: Teller, now: number): Promise<void> {
  const body = {
    source: 'round',
    record: '',
    serial: '',
    owner: 'Kỹ thuật của cơ sở',
    place: 'Tủ kỹ thuật tầng 1',
  } as const;
  const [old, open] = [idOf('8005', 1), idOf('8005', 2)];
  await say.now(3, now - 9 * day, watchOf(3), {
    type: 'foundDevice',
    body: { ...body, find: old, description: 'USB lạ cắm vào đầu ghi', due: now - 8 * day },
  });
  await say.now(3, now - 8.5 * day, 'ql-03', {
    type: 'settleFind',
    body: { find: old, outcome: 'handed_over', device: null, note: 'Đã niêm phong, bàn giao' },
  });
  await say.now(1, now - 2 * day, watchOf(1), {
    type: 'foundDevice',
    body: {
      ...body,
      find: open,
      description: 'Bộ phát không dây không rõ nguồn gốc',
      due: now - day,
    },
  });
}

type Wanted = {
  readonly permit: string;
  readonly work: Work;
  readonly from: number;
  readonly to: number;
  readonly assets: readonly Asset[];
};

class Teller {
  readonly #teller: FaultTeller;

  constructor(teller: FaultTeller) {
    this.#teller = teller;
  }

  now(site: number, at: number, actor: string, command: TechnicalCommand): Promise<string> {
    const { type, body } = command;
    return this.#teller.say({ at, actor, scope: `faults:${facilityId(site)}`, type, body });
  }

  async asked(site: number, { permit, work, from, to, assets }: Wanted): Promise<void> {
    await this.now(site, from - 20 * hour, `ql-${two(site)}`, {
      type: 'askPermit',
      body: {
        permit,
        work,
        detail: details[work],
        assets: [...assets],
        from,
        to,
        workers,
        agency: 'Doanh nghiệp viễn thông',
        picturesOff: work !== 'connect_device',
      },
    });
  }

  async approved(site: number, wanted: Wanted): Promise<void> {
    await this.asked(site, wanted);
    const { permit, from, to } = wanted;
    const isMilitary = sites.find(({ number }) => number === site)?.authority === 'military';
    const document = `${permit.slice(-2)}/GP-${isMilitary ? 'BCH' : 'SYT'}`;
    await this.now(site, from - 12 * hour, isMilitary ? 'qs-1' : 'yt-1', {
      type: 'approvePermit',
      body: { permit, document, from, to, note: '' },
    });
  }

  async begun(site: number, permit: string, at: number): Promise<void> {
    await this.now(site, at, watchOf(site), {
      type: 'beginWork',
      body: {
        permit,
        isOnSite: true,
        workers: [...workers],
        checklist: [...visitChecklist],
        substitute: { measure: 'patrol', person: "Siu H'Liêm", everyMs: 30 * minute },
      },
    });
  }

  async ended(site: number, permit: string, at: number): Promise<void> {
    await this.now(site, at, watchOf(site), {
      type: 'endWork',
      body: { permit, restored: true, note: '' },
    });
  }

  /** The cameras and recorders of a site, with their serials. */
  async list(site: number, at: number): Promise<void> {
    const facility = facilityId(site);
    const own = cameras.filter((one) => one.facility === facility && one.lifecycle === 'in_service');
    for (const [index, { id, name, zone }] of own.entries())
      await this.now(site, at, `ql-${two(site)}`, {
        type: 'listDevice',
        body: {
          device: deviceId(site, Number(id.slice(-2))),
          kind: 'camera',
          name,
          model: index % 3 === 0 ? 'Vòm 2 MP' : 'Thân 2 MP',
          serial: `VD-${two(site)}${two(index + 1)}-C`,
          asset: id,
          place: name,
          zone,
        },
      });
    for (const { id, name } of recorders.filter((one) => one.facility === facility))
      await this.now(site, at, `ql-${two(site)}`, {
        type: 'listDevice',
        body: {
          device: deviceId(site, 90 + Number(id.slice(-1))),
          kind: 'recorder',
          name,
          model: '32 kênh',
          serial: `VD-${two(site)}${id.slice(-1)}-R`,
          asset: id,
          place: 'Tủ kỹ thuật tầng 1',
          zone: null,
        },
      });
  }
}

const details: Readonly<Record<Work, string>> = {
  maintenance: 'Lau ống kính, siết chân đế, kiểm tra nguồn',
  repair: 'Thay bộ nguồn hỏng',
  connect_device: 'Cắm thêm ổ lưu trữ vào đầu ghi',
  install_software: 'Cập nhật phần mềm đầu ghi',
  move_camera: 'Chuyển camera về cuối sân theo phương án được duyệt',
  change_settings: 'Chỉnh lại giờ và chất lượng hình',
  power_work: 'Thay dây nguồn trên cột',
  line_work: 'Kéo lại cáp quang',
  other: 'Việc khác',
};

function camera(site: number, number: number): Asset {
  const id = cameraId(site, number);
  return { kind: 'camera', id, name: cameras.find((one) => one.id === id)?.name ?? id };
}

function recorder(site: number): Asset {
  return { kind: 'recorder', id: `${facilityId(site)}-dg1`, name: 'Đầu ghi 1' };
}

function watchOf(site: number): string {
  return `truc-${two(site)}-1`;
}

function permitId(number: number): string {
  return idOf('8003', number);
}

function deviceId(site: number, number: number): string {
  return idOf('8004', site * 100 + number);
}

function idOf(kind: string, number: number): string {
  return `0190163d-8694-7394-${kind}-${String(number).padStart(12, '0')}`;
}
