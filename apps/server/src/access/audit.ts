import type { Kysely } from 'kysely';
import type { Tables } from '../database/tables.ts';
import type { Metrics } from '../telemetry/metrics.ts';

export type AuditAction =
  | 'sign_in'
  | 'sign_out'
  | 'enrol_device'
  | 'reclaim_device'
  | 'issue_lease'
  | 'order_wipe'
  | 'wipe_done'
  | 'block_device'
  | 'blocked_push'
  | 'storage_emptied'
  | 'history_rewritten'
  | 'read_alarms'
  | 'examine_alarm'
  | 'carry_segment'
  | 'read_quarantine'
  | 'lost_writes'
  | 'read_log'
  | 'watch_log'
  | 'viewing_grant'
  | 'playback_grant'
  | 'edge_lease'
  | 'viewing_request'
  | 'decide_fault'
  | 'appoint_watch'
  | 'read_looks'
  | 'search_logbook'
  | 'read_timeline'
  | 'change_wall_view'
  | 'pair_kiosk'
  | 'change_kiosk'
  | 'drive_wall'
  | 'say_watch'
  | 'acknowledge_alarm'
  | 'revoke_person'
  | 'subscribe_push'
  | 'inspect'
  | 'maintain'
  | 'focal_list'
  | 'account'
  | 'export_incident'
  | 'footage_export'
  | 'read_footage_export'
  | 'report_misuse'
  | 'acknowledge_call';

export type AuditLine = {
  readonly person: string | null;
  readonly action: AuditAction;
  readonly object: string | null;
  readonly outcome: 'granted' | 'denied';
  readonly code?: string;
  readonly address?: string;
  readonly detail?: Readonly<Record<string, string | number | null>>;
};

/** The append-only record of who asked for what (GL-03, GL-52). A request whose line cannot be written is not answered. */
export interface Audit {
  write(lines: readonly AuditLine[]): Promise<void>;
}

export function createAudit(query: Kysely<Tables>, metrics: Metrics): Audit {
  return {
    async write(lines) {
      if (lines.length === 0) return;
      await query.insertInto('audit').values(lines.map(toRow)).execute();
      for (const line of lines) if (line.outcome === 'denied') metrics.denials.inc({ action: line.action });
    },
  };
}

function toRow(line: AuditLine) {
  return {
    person: line.person,
    action: line.action,
    object: line.object,
    outcome: line.outcome,
    code: line.code ?? null,
    address: line.address ?? null,
    detail: JSON.stringify(line.detail ?? {}),
  };
}
