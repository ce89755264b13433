/** What the decisions on permits and devices share. */
import type { FaultMeta } from '../fault-log/rules.ts';
import type { Devices, Finds } from './inventory.ts';
import type { Permits } from './permit.ts';

/** The permits and devices of one log, by id. */
export type Interventions = {
  readonly permits: Permits;
  readonly devices: Devices;
  readonly finds: Finds;
};
export const noInterventions: Interventions = { permits: {}, devices: {}, finds: {} };

export type WorkMeta = Pick<FaultMeta, 'opId' | 'actor' | 'at' | 'scope'>;

/** Why a command is not applied. Stable: shown in plain words with its clause. */
export type WorkRefusal =
  | 'permit_known'
  | 'permit_unknown'
  | 'permit_not_asked'
  | 'permit_not_approved'
  | 'permit_not_begun'
  | 'permit_expired'
  | 'permit_too_early'
  | 'permit_missing'
  | 'permit_closed'
  | 'own_request'
  | 'time_widened'
  | 'time_reversed'
  | 'asset_foreign'
  | 'worker_unnamed'
  | 'workers_missing'
  | 'visit_unchecked'
  | 'substitute_missing'
  | 'substitute_not_running'
  | 'device_known'
  | 'device_unknown'
  | 'device_retired'
  | 'serial_listed'
  | 'find_known'
  | 'find_unknown'
  | 'find_settled'
  | 'device_not_listed';

/** A refusal, or the log as it is afterwards. */
export type WorkAnswer = WorkRefusal | Interventions;
