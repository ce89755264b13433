/** A violation's log for tests: reported by `a`, and brought as far as a test needs it. */
import type { Decision } from './decision.ts';
import type { IncidentStatus } from './incident.ts';
import { IncidentLog, sampleFields, write, type Spoken } from './testing-log.ts';

/** 15 June 2021, 14:20 in Vietnam. */
const found = 1_623_741_600_000;

export const reportSpoken = {
  type: 'report',
  body: {
    fields: { ...sampleFields, cameras: ['cam-001'] },
    kind: 'gathering',
    subject: 'quarantined',
    detectedAt: found,
    from: found - 120_000,
    until: found,
  },
} as const satisfies Spoken;

export const noticeSpoken = {
  type: 'notify',
  body: { name: 'Ksor Nam', position: 'Quản lý cơ sở', channel: 'phone', at: found + 120_000 },
} as const satisfies Spoken;

/** One command for each step, as it is said where it applies. */
export const spoken = {
  notify: noticeSpoken,
  acknowledge: { type: 'acknowledge', body: {} },
  measure: { type: 'measure', body: { kind: 'remind', text: '', at: found + 300_000 } },
  remedied: { type: 'check', body: { remedied: true, text: '' } },
  notRemedied: { type: 'check', body: { remedied: false, text: 'Vẫn tụ tập' } },
  proposeDismissal: { type: 'proposeDismissal', body: { reason: 'Báo nhầm người' } },
  escalate: { type: 'escalate', body: { target: 'pmc', automatic: false, reason: 'Không ai nghe máy' } },
  takeUp: { type: 'takeUp', body: { reason: 'Đã cử người xuống' } },
  reopen: { type: 'reopen', body: { reason: 'Lại tụ tập' } },
  outcome: { type: 'outcome', body: { code: 'discipline', document: '12/QĐ-KL ngày 16/6/2021' } },
  recording: { type: 'recording', body: { locked: true } },
} as const satisfies Record<string, Spoken>;
export type StepName = keyof typeof spoken;

const wayTo: Readonly<Record<IncidentStatus, readonly [device: string, step: StepName | 'agree'][]>> = {
  reported: [],
  notified: [['a', 'notify']],
  handling: [
    ['a', 'notify'],
    ['b', 'acknowledge'],
  ],
  awaiting_check: [
    ['a', 'notify'],
    ['b', 'acknowledge'],
    ['b', 'measure'],
  ],
  closed: [
    ['a', 'notify'],
    ['b', 'acknowledge'],
    ['b', 'measure'],
    ['b', 'remedied'],
  ],
  dismissed: [
    ['b', 'proposeDismissal'],
    ['a', 'agree'],
  ],
  escalated: [['a', 'escalate']],
  reopened: [
    ['a', 'notify'],
    ['b', 'acknowledge'],
    ['b', 'measure'],
    ['b', 'remedied'],
    ['d', 'reopen'],
  ],
};

export class CaseLog extends IncidentLog {
  /** What a person who sees everything says. */
  say(device: string, step: StepName): Decision {
    return this.append(write(device, spoken[step], this.incident));
  }

  /** An answer to what is proposed now. */
  answer(device: string, agrees: boolean): Decision {
    const proposal = this.incident.violation?.dismissal?.seq ?? 1;
    const body = { proposal, agrees, reason: '' };
    return this.append(write(device, { type: 'answerDismissal', body }, this.incident));
  }
}

export function caseAt(status: IncidentStatus): CaseLog {
  const log = new CaseLog();
  log.append(write('a', reportSpoken));
  for (const [device, step] of wayTo[status]) {
    if (step === 'agree') log.answer(device, true);
    else log.say(device, step);
  }
  return log;
}
