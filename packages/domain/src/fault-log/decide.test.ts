import { describe, expect, it } from 'vitest';
import { runningSubstitutes } from './fault.ts';
import {
  central,
  FaultLog,
  gate,
  line,
  logAt,
  minute,
  other,
  say,
  start,
  third,
  write,
  type Spoken,
} from './testing-faults.ts';
import { visitChecklist } from './words.ts';

describe('the plain way of a fault', () => {
  it('[KH-19] [KH-28] begins with asset, symptom and since, from anybody, with the time of its writing', () => {
    const log = logAt('unknown');
    expect(log.say(say.report({ permit: 'GP-12' }), { at: start + 3 * minute })).toMatchObject({
      status: 'accepted',
      refusal: null,
    });
    expect(log.fault).toMatchObject({
      status: 'detected',
      report: {
        asset: gate,
        since: start,
        at: start + 3 * minute,
        by: 'person-a',
        permit: 'GP-12',
        recurs: null,
      },
    });
  });

  it('[GL-25] is substituted by measure, person, interval of checks and beginning', () => {
    const log = logAt('detected');
    expect(log.say(say.substitute()).status).toBe('accepted');
    expect(log.fault).toMatchObject({
      status: 'substituted',
      substitutes: [{ measure: 'patrol', person: 'Siu H’Liêm', everyMs: 30 * minute, until: null }],
    });
  });

  it('[GL-24] [GL-45] is assigned to the operator or to the facility’s technician, with a target time', () => {
    for (const to of ['operator', 'technician']) {
      const log = logAt('substituted');
      expect(log.say(say.assign({ to })).status).toBe('accepted');
      expect(log.fault).toMatchObject({
        status: 'assigned',
        assignment: { to, target: start + 240 * minute },
      });
    }
    const log = logAt('assigned');
    expect(log.say(say.assign({ person: 'Nay H’Ban' })).status).toBe('accepted');
    expect(log.fault.assignment?.person).toBe('Nay H’Ban');
  });

  it('[GL-26] [QT-09] is repaired on site with the whole checklist and names, from afar without', () => {
    const log = logAt('assigned');
    log.say(say.start());
    expect(log.fault).toMatchObject({ status: 'repairing', visits: [{ visitors: ['Puih Thanh Tùng'] }] });
    const afar = logAt('assigned');
    expect(afar.say(say.start({ isOnSite: false, visitors: [], checklist: [] })).status).toBe('accepted');
    expect(afar.fault.status).toBe('repairing');
  });

  it('[GL-25] is parked with a reason while the substitute runs on and its checks are logged, and taken up again', () => {
    const log = logAt('parked');
    const [running] = runningSubstitutes(log.fault);
    expect(log.fault).toMatchObject({ status: 'parked', parked: { reason: 'Chờ bộ nguồn' } });
    expect(log.say(say.check(running?.id ?? ''), { at: start + 30 * minute }).status).toBe('accepted');
    expect(log.fault.substitutes[0]?.checks).toMatchObject([{ at: start + 30 * minute, isNormal: true }]);
    expect(log.say(say.start()).status).toBe('accepted');
    expect(log.fault).toMatchObject({ status: 'repairing', parked: null });
    expect(log.fault.visits).toHaveLength(2);
  });

  it('[GL-24] is restored when picture and recording were both seen, in either order', () => {
    for (const order of [
      ['picture', 'recording'],
      ['recording', 'picture'],
    ] as const) {
      const log = logAt('repairing');
      log.say(say.accept(order[0]), { at: start + 100 * minute });
      expect(log.fault.status).toBe('repairing');
      log.say(say.accept(order[1]), { at: start + 110 * minute, device: 'b' });
      expect(log.fault).toMatchObject({
        status: 'restored',
        restored: { at: start + 110 * minute, byItself: false },
      });
    }
  });

  it('[GL-24] [KH-06] is closed with the substitute’s end, its cause and the gap in the recording', () => {
    const log = logAt('restored');
    const lost = { from: start, to: start + 100 * minute };
    expect(log.say(say.close({ cause: 'channel_cut', lost, interference: 'suspected' })).status).toBe(
      'accepted',
    );
    expect(log.fault).toMatchObject({
      status: 'closed',
      closing: { cause: 'channel_cut', lost, parent: null },
    });
    expect(log.fault.substitutes[0]?.until).toBe(start + 130 * minute);
    expect(runningSubstitutes(log.fault)).toEqual([]);
  });

  it('[GL-25] changes its substitute without a moment in which nobody stands in', () => {
    const log = logAt('assigned');
    const [first] = log.fault.substitutes;
    const next = say.substitute({
      measure: 'posted_person',
      from: start + 60 * minute,
      replaces: [first?.id ?? ''],
    });
    expect(log.say(next).status).toBe('accepted');
    expect(log.fault.substitutes).toMatchObject([
      { until: start + 60 * minute },
      { from: start + 60 * minute, until: null },
    ]);
    expect(log.fault.status).toBe('assigned');
  });
});

describe('a short outage', () => {
  it('[GL-24] is restored by itself when it lasted less than the threshold', () => {
    const log = logAt('detected');
    expect(log.say(say.recover(start + 5 * minute - 1)).status).toBe('accepted');
    expect(log.fault).toMatchObject({ status: 'restored', restored: { byItself: true } });
    expect(log.say(say.close({ endedAt: null })).status).toBe('accepted');
  });

  it('[GL-24] is none when it lasted as long as the threshold, or once somebody stands in', () => {
    expect(logAt('detected').say(say.recover(start + 5 * minute)).refusal).toBe('outage_too_long');
    expect(logAt('detected').say(say.recover(start - 1)).refusal).toBe('interval_reversed');
    expect(logAt('substituted').say(say.recover(start + minute)).refusal).toBe('status_not_reachable');
  });
});

describe('a fault that came back', () => {
  const again = (since: number, asset: object = gate) => {
    const log = logAt('closed');
    log.say(say.report({ since, asset }), { of: other, at: since });
    return log.faults[other]?.report?.recurs;
  };

  it('[GL-24] is a new fault that names the one of the same asset closed less than 24 h before', () => {
    expect(again(start + 24 * 60 * minute - 1)).toBe('0190163d-8694-7394-8001-0242ac120002');
    expect(again(start + 24 * 60 * minute)).toBeNull();
    expect(again(start + minute, line)).toBeNull();
  });
});

describe('a fault with a parent', () => {
  it('[GL-51] is told by the outage of its line or recorder, and closed with it', () => {
    const log = logAt('merged');
    expect(log.fault).toMatchObject({ status: 'merged', parent: { scope: 'faults:f-01', fault: other } });
    for (const command of [
      say.substitute(),
      say.assign(),
      say.start(),
      say.accept('picture'),
      say.accept('recording'),
    ])
      log.say(command, { of: other, at: start + 60 * minute });
    log.say(say.close({ cause: 'line' }), { of: other, at: start + 140 * minute });
    expect(log.fault).toMatchObject({
      status: 'closed',
      restored: { at: start + 60 * minute },
      closing: { cause: 'line', parent: other },
    });
  });

  it('[GL-51] is told by a central outage in its own log, and closed by the word that closes that', () => {
    const log = logAt('substituted');
    expect(log.say(say.join(other, 'faults:central')).status).toBe('accepted');
    expect(log.say(say.closeWithParent(third)).refusal).toBe('parent_unsuitable');
    expect(log.say(say.closeWithParent(other)).status).toBe('accepted');
    expect(log.fault).toMatchObject({ status: 'closed', closing: { parent: other } });
    expect(runningSubstitutes(log.fault)).toEqual([]);
  });

  it('[GL-51] is one fault and not twelve where eleven cameras are out with their line', () => {
    const log = logAt('detected');
    log.say(say.report({ asset: line }), { of: other });
    const children = Array.from(
      { length: 11 },
      (_, at) => `0190163d-8694-7394-8009-${String(at).padStart(12, '0')}`,
    );
    for (const [at, of] of children.entries()) {
      log.say(say.report({ asset: { ...gate, id: `cam-${at}` } }), { of });
      log.say(say.join(other), { of });
    }
    const status = (of: string) => log.faults[of]?.status;
    expect(new Set(children.map(status))).toEqual(new Set(['merged']));
    for (const command of [
      say.substitute(),
      say.assign(),
      say.start(),
      say.accept('picture'),
      say.accept('recording'),
    ])
      log.say(command, { of: other });
    log.say(say.close({ cause: 'line' }), { of: other });
    expect(new Set([other, ...children].map(status))).toEqual(new Set(['closed']));
    expect(log.fault.status).toBe('detected');
  });

  it('[GL-51] closes what is joined to what it closes', () => {
    const log = logAt('merged');
    log.say(say.join(third, 'faults:central'), { of: other });
    log.say(say.closeWithParent(third), { of: other });
    expect(log.fault).toMatchObject({ status: 'closed', closing: { parent: other } });
  });

  it('[GL-25] still takes a substitute and its checks: its place is as unseen as before', () => {
    const log = logAt('merged');
    expect(log.say(say.substitute()).status).toBe('accepted');
    expect(log.fault.status).toBe('merged');
    const [running] = runningSubstitutes(log.fault);
    expect(log.say(say.check(running?.id ?? ''), { at: start + minute }).status).toBe('accepted');
  });

  it('[GL-51] joins neither a camera, nor itself, nor what is joined, ended or unknown', () => {
    const toCamera = logAt('detected');
    toCamera.say(say.report({ asset: { ...gate, id: 'cam-012' } }), { of: other });
    expect(toCamera.say(say.join(other)).refusal).toBe('parent_unsuitable');
    expect(toCamera.say(say.join('0190163d-8694-7394-8001-0242ac120002')).refusal).toBe('parent_unsuitable');
    expect(toCamera.say(say.join(third)).refusal).toBe('parent_unsuitable');
    expect(toCamera.say(say.join(third, 'faults:f-02')).refusal).toBe('parent_unsuitable');
    const merged = logAt('merged');
    merged.say(say.report({ asset: { ...gate, id: 'cam-012' } }), { of: third });
    expect(merged.say(say.join('0190163d-8694-7394-8001-0242ac120002'), { of: third }).refusal).toBe(
      'parent_unsuitable',
    );
  });
});

describe('two who do not see each other', () => {
  it('[GL-51] report one asset: the second report is joined to the first', () => {
    const log = logAt('detected');
    expect(log.append(write(say.report(), { of: other, device: 'b' }))).toMatchObject({
      status: 'merged',
      code: 'parallel_update',
    });
    expect(log.faults[other]).toMatchObject({ status: 'merged', parent: { scope: 'faults:f-01' } });
  });

  it('[GL-25] set a substitute each: both stand in', () => {
    const log = logAt('detected');
    const seen = log.fault;
    log.append(write(say.substitute(), { sees: seen }));
    const second = log.append(write(say.substitute({ person: 'Ksor Y Bình' }), { device: 'b', sees: seen }));
    expect(second).toMatchObject({ status: 'merged', code: 'parallel_update' });
    expect(runningSubstitutes(log.fault)).toHaveLength(2);
  });

  it('have what the same device wrote before its number was known counted as seen', () => {
    const log = logAt('detected');
    const seen = log.fault;
    log.append(write(say.substitute(), { sees: seen }));
    expect(log.append(write(say.assign(), { sees: seen })).status).toBe('accepted');
  });

  it('[GL-25] count a check that was done while the substitute ran and came after it had ended', () => {
    const log = logAt('closed');
    const [ended] = log.fault.substitutes;
    expect(log.say(say.check(ended?.id ?? ''), { at: start + 60 * minute }).status).toBe('accepted');
    expect(log.say(say.check(ended?.id ?? ''), { at: start + 131 * minute }).refusal).toBe(
      'substitute_not_running',
    );
    expect(log.say(say.check(ended?.id ?? ''), { at: start - 1 }).refusal).toBe('substitute_not_running');
  });
});

describe('a missing guard', () => {
  it('[GL-25] lets nothing be assigned, begun, parked, accepted or closed before a substitute stands in', () => {
    for (const command of [
      say.assign(),
      say.start(),
      say.park(),
      say.accept('picture'),
      say.close(),
      say.closeWithParent(other),
    ]) {
      const log = logAt('detected');
      expect(log.say(command)).toMatchObject({
        status: 'rejected',
        code: 'stale_state',
        refusal: 'substitute_missing',
      });
      expect(log.fault.status).toBe('detected');
    }
  });

  it.each(visitChecklist)('[GL-26] [QT-09] lets nobody begin on site without %s', (missing) => {
    const checklist = visitChecklist.filter((item) => item !== missing);
    expect(logAt('assigned').say(say.start({ checklist })).refusal).toBe('visit_unchecked');
    expect(logAt('parked').say(say.start({ checklist })).refusal).toBe('visit_unchecked');
  });

  it('[GL-26] lets nobody begin on site without a name', () => {
    expect(logAt('assigned').say(say.start({ visitors: [] })).refusal).toBe('visitor_missing');
  });

  it('[GL-24] closes nothing of which only the picture or only the recording was seen', () => {
    for (const what of ['picture', 'recording'] as const) {
      const log = logAt('repairing');
      log.say(say.accept(what));
      expect(log.say(say.accept(what)).refusal).toBe('accepted_already');
      expect(log.say(say.close()).refusal).toBe('status_not_reachable');
    }
  });

  it('[GL-24] forgets over a wait for parts what was seen before it', () => {
    const log = logAt('repairing');
    log.say(say.accept('picture'));
    log.say(say.park());
    expect(log.fault.accepted).toEqual({ picture: null, recording: null });
  });

  it('[GL-25] closes nothing while nobody says when the substitute ended, or says it ended before it began', () => {
    expect(logAt('restored').say(say.close({ endedAt: null })).refusal).toBe('substitute_end_missing');
    expect(logAt('restored').say(say.close({ endedAt: start - 1 })).refusal).toBe('interval_reversed');
    const lost = { from: start + 1, to: start };
    expect(logAt('restored').say(say.close({ lost })).refusal).toBe('interval_reversed');
  });

  it('[GL-54] keeps the central system’s faults in their own log, and no others there', () => {
    const log = new FaultLog();
    expect(log.say(say.report({ asset: central })).refusal).toBe('asset_elsewhere');
    expect(log.say(say.report(), { scope: 'faults:central' }).refusal).toBe('asset_elsewhere');
    expect(log.say(say.report({ asset: central }), { scope: 'faults:central' }).status).toBe('accepted');
  });
});

describe('an illegal step', () => {
  const legal: Record<string, readonly string[]> = {
    report: ['unknown'],
    substitute: ['detected', 'substituted', 'assigned', 'repairing', 'parked', 'merged'],
    join: ['detected', 'substituted'],
    assign: ['substituted', 'assigned'],
    start: ['assigned', 'parked'],
    park: ['repairing'],
    accept: ['repairing'],
    recover: ['detected'],
    judge: ['detected', 'substituted', 'assigned', 'repairing', 'parked', 'restored', 'closed', 'merged'],
    close: ['restored'],
    closeWithParent: [],
  };
  const commands: readonly Spoken[] = [
    say.report(),
    say.substitute(),
    say.join(other, 'faults:central'),
    say.assign(),
    say.start(),
    say.park(),
    say.accept('picture'),
    say.recover(start + minute),
    say.judge(),
    say.close(),
    say.closeWithParent(third),
  ];
  const statuses = [
    'unknown',
    'detected',
    'substituted',
    'assigned',
    'repairing',
    'parked',
    'restored',
    'closed',
    'merged',
  ] as const;
  const table = commands.flatMap((command) =>
    statuses.map((status) => ({ command, type: command.type, status })),
  );

  it.each(table)(
    '[GL-24] [GL-25] $type from $status is taken as the table says, and changes nothing otherwise',
    (row) => {
      const log = logAt(row.status);
      const before = log.faults;
      const decision = log.say(row.command);
      if (legal[row.type]?.includes(row.status) === true) expect(decision.status).not.toBe('rejected');
      else {
        expect(decision).toMatchObject({ status: 'rejected', code: 'stale_state' });
        expect(decision.refusal).not.toBeNull();
        expect(log.faults).toEqual(before);
      }
    },
  );

  it('keeps a note whatever the status, and changes nothing by it', () => {
    for (const status of statuses) {
      const log = logAt(status);
      const before = log.faults;
      expect(log.say(say.note()).status).toBe('accepted');
      expect(log.faults).toEqual(before);
    }
  });
});
