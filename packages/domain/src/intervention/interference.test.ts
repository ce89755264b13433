import { describe, expect, it } from 'vitest';
import { callsForCase, interferenceOf } from '../fault-log/interference.ts';
import { fault, line, logAt, other, say } from '../fault-log/testing-faults.ts';
import { FaultLog, hour, minute, permit, start, tell, workAt, ask, approve } from './testing-works.ts';

const stateOf = (log: FaultLog, id = fault) => {
  const known = log.faults[id];
  if (known === undefined) throw new Error('the fault stands in the log');
  return interferenceOf(known, log.state.works.permits);
};
const steps = [
  say.substitute(),
  say.assign(),
  say.start(),
  say.accept('picture'),
  say.accept('recording'),
] as const;
/** A fault since this moment, repaired and about to be closed. */
function repaired(log: FaultLog, since: number): FaultLog {
  log.say(say.report({ since }), { at: since + minute });
  for (const [at, command] of steps.entries()) log.say(command, { at: since + (at + 2) * minute });
  return log;
}

describe('nghi can thiệp trái phép?', () => {
  it('[GL-15] [KH-10] [KH-11] links an outage within a permit’s time and assets to the permit, and asks nothing', () => {
    const log = repaired(workAt('begun'), start + 1.5 * hour);
    expect(stateOf(log)).toMatchObject({ state: 'permitted', permit: { id: permit } });
    expect(log.say(say.close({ interference: null, endedAt: start + 2 * hour })).status).toBe('accepted');
    expect(stateOf(log).state).toBe('permitted');
  });

  it('[GL-15] [KH-10] [KH-11] asks of an outage outside of every permit, and closes it with an answer alone', () => {
    const log = repaired(workAt('begun'), start + 20 * minute);
    expect(stateOf(log)).toEqual({ state: 'unanswered' });
    const close = { endedAt: start + 2 * hour };
    expect(log.say(say.close({ ...close, interference: null }))).toMatchObject({
      status: 'rejected',
      refusal: 'interference_unanswered',
    });
    expect(log.say(say.close({ ...close, interference: 'none' })).status).toBe('accepted');
    expect(stateOf(log)).toMatchObject({ state: 'none', judgement: { by: 'person-a' } });
  });

  it('[GL-15] takes an answer at any time, and the last word of a person counts, over a permit too', () => {
    const log = repaired(workAt('begun'), start + 1.5 * hour);
    log.say(say.judge({ verdict: 'suspected', note: 'Cáp bị cắt' }), { device: 'b' });
    expect(stateOf(log)).toMatchObject({
      state: 'suspected',
      judgement: { by: 'person-b', note: 'Cáp bị cắt' },
    });
    log.say(say.judge({ verdict: 'none' }));
    expect(stateOf(log).state).toBe('none');
  });

  it('[KH-06] [KH-07] takes a cut channel, sabotage and theft for interference, never for an accident', () => {
    for (const cause of ['channel_cut', 'sabotage', 'theft']) {
      const log = repaired(new FaultLog(), start);
      const close = { cause, endedAt: start + hour };
      expect(log.say(say.close({ ...close, interference: 'none' })).refusal).toBe('cause_is_interference');
      expect(log.say(say.close({ ...close, interference: 'suspected' })).status).toBe('accepted');
      expect(callsForCase(log.fault)).toBe(true);
    }
  });

  it('[KH-07] calls for a case as soon as a person suspects interference, and names the case that was opened', () => {
    const log = logAt('detected');
    expect(callsForCase(log.fault)).toBe(false);
    log.say(say.judge({ verdict: 'suspected', incident: other }));
    expect(callsForCase(log.fault)).toBe(true);
    expect(log.fault.judgement?.incident).toBe(other);
    log.say(say.judge({ verdict: 'none' }));
    expect(callsForCase(log.fault)).toBe(false);
  });

  it('[GL-51] asks about a parent, and not about each of its children', () => {
    expect(stateOf(logAt('merged'))).toEqual({ state: 'not_asked' });
    expect(stateOf(logAt('merged'), other)).toEqual({ state: 'unanswered' });
  });

  it('[GL-15] leaves what was closed before the question was known as it was', () => {
    const log = repaired(new FaultLog(), start);
    expect(log.say(say.close({ interference: 'unasked' })).status).toBe('accepted');
    expect(stateOf(log)).toEqual({ state: 'not_asked' });
  });

  it('[GL-15] links an outage of a line to the permit of that line, reported in either order', () => {
    const log = new FaultLog();
    log.say(say.report({ asset: line, since: start + hour }), { at: start + 2 * hour });
    tell(log, ask({ assets: [line] }));
    tell(log, approve(), { device: 'b' });
    expect(stateOf(log)).toMatchObject({ state: 'permitted' });
  });
});
