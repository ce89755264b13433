import type { Ground } from './decide-case.ts';
import type { Decision } from './decision.ts';
import type { Incident, IncidentEvent } from './incident.ts';
import type { ReportMisuseBody } from './misuse-commands.ts';

/** The case begins as told: those who may handle it are called by the case itself. */
export function reportMisuse(
  incident: Incident,
  body: ReportMisuseBody,
  { meta, setFields }: Pick<Ground, 'meta' | 'setFields'>,
): Decision {
  const { fields, named, by, detectedAt, from, until } = body;
  const set = setFields(incident, fields, meta);
  if (incident.opened !== null) return set;
  const { seq, dev, inst, n } = meta;
  const change = {
    type: 'reported',
    kind: 'misuse',
    subject: 'other',
    detectedAt,
    from,
    until,
    named,
  } as const;
  const first: readonly IncidentEvent[] = [
    // Who reported it does not declare it remedied (GL-07).
    { type: 'opened', by, seq },
    { type: 'case', change },
    { type: 'status_changed', to: 'notified', version: { seq, base: 0, by, dev, inst, n } },
  ];
  return { ...set, events: [...first, ...set.events] };
}
