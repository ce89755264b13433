import { FoldedLogs } from '#lib/facts/folded-logs.ts';
import { createFaultReader, type FaultBook } from '#lib/features/fault-log/read-faults.ts';
import { createIncidentReader, type FacilityIncidents } from '#lib/features/incident/read-incidents.ts';
import { live } from '#lib/ports/live.svelte.ts';
import type { LocalStores } from './local-stores.ts';

export type LogFolds = {
  readonly incidentLogs: FoldedLogs<FacilityIncidents>;
  readonly faultLogs: FoldedLogs<FaultBook>;
};

/** The logs of commands as all pages read them, forgotten with their keys. */
export function foldLogs({ commandLogs: source, keyring }: LocalStores): LogFolds {
  const incidentLogs = new FoldedLogs({ source, follow: live, createFold: createIncidentReader });
  const faultLogs = new FoldedLogs({ source, follow: live, createFold: createFaultReader });
  keyring.subscribe(() => {
    for (const logs of [incidentLogs, faultLogs]) logs.keep((scope) => keyring.of(scope) !== null);
  });
  return { incidentLogs, faultLogs };
}
