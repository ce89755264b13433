import type { ExportActOf, SignedPaper } from './acts.ts';
import type { SourceCamera } from './decide-request.ts';
import { decide, type ExportMeta } from './decide.ts';
import { evolve, type FootageExport } from './footage-export.ts';
import type { ExportAct } from './acts.ts';

/** 14:20 on 15 June 2021 in Vietnam. */
export const at = 1623741600000;
export const hour = 60 * 60_000;
export const day = 24 * hour;
export const today = '2021-06-15';

export const hash = 'a1'.repeat(32);

export const letter: SignedPaper = {
  number: '77/CAT-PC02',
  signedOn: '2021-06-14',
  issuer: 'Công an tỉnh',
  signer: 'Puih Thanh Tùng',
  signatory: 'other',
};
export const permission: SignedPaper = {
  number: '112/BCĐ',
  signedOn: '2021-06-15',
  issuer: 'Ban Chỉ đạo tỉnh',
  signer: 'Đinh Brel',
  signatory: 'steering_head',
};

const from = at - 20 * hour;
const to = at - 19 * hour;

export const submit: ExportActOf<'submit'> = {
  type: 'submit',
  madeAt: at - 5_000,
  facility: 'f-01',
  system: 'FACILITY',
  cameras: ['cam-011', 'cam-012'],
  from,
  to,
  purpose: 'epidemiological_tracing',
  ground: 'Truy vết người tiếp xúc tại cổng',
  recipient: { name: 'Kpă Thơm', position: 'Điều tra viên', agency: 'Công an tỉnh' },
  copies: 2,
  document: letter,
  incident: null,
};
export const turnAway: ExportActOf<'turn_away'> = { ...submit, type: 'turn_away', document: null };
export const enterPaper: ExportActOf<'enter_paper'> = {
  type: 'enter_paper',
  madeAt: at,
  paper: permission,
  cameras: ['cam-011'],
  from,
  to,
  copies: 1,
  after: 'destroyed',
  afterBy: '2021-06-30',
};
export const checkPaper: ExportActOf<'check_paper'> = {
  type: 'check_paper',
  madeAt: at,
  isSame: true,
  difference: '',
};
export const refuse: ExportActOf<'refuse'> = {
  type: 'refuse',
  madeAt: at,
  ground: 'no_document',
  reason: 'Không có văn bản của Trưởng Ban Chỉ đạo',
};
export const revoke: ExportActOf<'revoke'> = {
  type: 'revoke',
  madeAt: at,
  paper: permission,
  reason: 'Vụ việc đã kết thúc',
};
export const extract: ExportActOf<'extract'> = {
  type: 'extract',
  madeAt: at,
  files: [
    {
      camera: 'cam-011',
      from,
      to,
      name: 'cong-chinh.mkv',
      bytes: 734_003_200,
      sha256: hash,
      hashed: 'computed',
    },
  ],
  signature: 'verified',
  copies: [{ number: 'TX-01/1', medium: 'usb', serial: 'USB-0007' }],
  made: 1,
  destroyed: 0,
  witness: '',
};
export const handOver: ExportActOf<'hand_over'> = {
  type: 'hand_over',
  madeAt: at,
  minutes: '05/BB-TX',
  receiver: { name: 'Kpă Thơm', position: 'Điều tra viên', agency: 'Công an tỉnh' },
  readBack: [hash],
};
export const close: ExportActOf<'close'> = {
  type: 'close',
  madeAt: at,
  fates: [{ copy: 'TX-01/1', fate: 'destroyed', on: today, minutes: '09/BB-HUY', witness: 'Siu H’Liêm' }],
};

export const cameras: Readonly<Record<string, SourceCamera>> = {
  'cam-011': { isCentral: true, keptSince: at - 7 * day, insideRoomUntil: null },
  'cam-012': { isCentral: false, keptSince: null, insideRoomUntil: null },
  'cam-room': { isCentral: false, keptSince: null, insideRoomUntil: Number.POSITIVE_INFINITY },
  'cam-moved': { isCentral: false, keptSince: null, insideRoomUntil: at - 10 * hour },
};

export function metaOf(by: string, more: Partial<ExportMeta> = {}): ExportMeta {
  return {
    by,
    at,
    today,
    isNamed: false,
    validMs: 7 * day,
    cameraOf: (id) => cameras[id] ?? null,
    ...more,
  };
}

/** Who does each act in these tests. */
export const doers: Readonly<Record<ExportAct['type'], string>> = {
  submit: 'asker',
  turn_away: 'asker',
  refuse: 'clerk',
  enter_paper: 'clerk',
  check_paper: 'second',
  revoke: 'clerk',
  extract: 'executor',
  hand_over: 'executor',
  close: 'executor',
};

/** Folds what was done; what may not be done throws, for a test gives what happened. */
export function given(...told: readonly ExportAct[]): FootageExport | null {
  return told.reduce<FootageExport | null>((before, act) => {
    const by = doers[act.type];
    const decided = decide(before, act, metaOf(by));
    if (!decided.ok) throw new Error(`${act.type}: ${decided.error.code}`);
    return evolve(before, decided.value, { by, at });
  }, null);
}
