/** What becomes of a command on a permit (GL-15, KH-09, KH-11). */
import { centralFaults } from '../fault-log/rules.ts';
import { visitChecklist } from '../fault-log/words.ts';
import type { ApproveBody, AskBody, BeginBody, EndBody, PermitCommand } from './commands.ts';
import { isAtWork, type Permit } from './permit.ts';
import type { Interventions, WorkAnswer, WorkMeta, WorkRefusal } from './rules.ts';

export function decidePermit(works: Interventions, command: PermitCommand, meta: WorkMeta): WorkAnswer {
  const known = works.permits[command.body.permit];
  if (command.type === 'askPermit')
    return known === undefined ? ask(works, command.body, meta) : 'permit_known';
  if (known === undefined) return 'permit_unknown';
  const next = step(known, command, meta);
  return typeof next === 'string' ? next : withPermit(works, next);
}

function withPermit(works: Interventions, permit: Permit): Interventions {
  return { ...works, permits: { ...works.permits, [permit.id]: permit } };
}

function ask(works: Interventions, body: AskBody, { actor: by, at, scope }: WorkMeta): WorkAnswer {
  const { permit: id, from, to, assets, ...told } = body;
  if (to <= from) return 'time_reversed';
  // The central system's permits stand in its own log, and nobody else's there.
  const isCentral = scope === centralFaults;
  if (assets.some(({ kind }) => (kind === 'central') !== isCentral)) return 'asset_foreign';
  return withPermit(works, {
    id,
    status: 'asked',
    asked: { by, at },
    ...told,
    assets,
    from,
    to,
    approved: null,
    refused: null,
    begun: null,
    substitute: null,
    ended: null,
    revoked: null,
  });
}

type Step = Exclude<PermitCommand, { readonly type: 'askPermit' }>;

function step(permit: Permit, command: Step, meta: WorkMeta): Permit | WorkRefusal {
  const { actor: by, at } = meta;
  switch (command.type) {
    case 'approvePermit':
      return approve(permit, command.body, meta);
    case 'refusePermit':
      if (permit.status !== 'asked') return 'permit_not_asked';
      if (permit.asked.by === by) return 'own_request';
      return { ...permit, status: 'refused', refused: { by, at, reason: command.body.reason } };
    case 'beginWork':
      return begin(permit, command.body, meta);
    case 'checkWork':
      return check(permit, command.body, meta);
    case 'endWork':
      return end(permit, command.body, meta);
    case 'revokePermit':
      if (permit.status !== 'approved' && permit.status !== 'begun') return 'permit_not_approved';
      return { ...permit, status: 'revoked', revoked: { by, at, reason: command.body.reason } };
  }
}

/** Never by whoever asked; on a document; its time narrowed at most. */
function approve(permit: Permit, body: ApproveBody, { actor: by, at }: WorkMeta): Permit | WorkRefusal {
  const { document, note, from, to } = body;
  if (permit.status !== 'asked') return 'permit_not_asked';
  if (permit.asked.by === by) return 'own_request';
  if (to <= from) return 'time_reversed';
  if (from < permit.from || to > permit.to) return 'time_widened';
  if (at > to) return 'permit_expired';
  return { ...permit, status: 'approved', from, to, approved: { by, at, document, note } };
}

function begin(permit: Permit, body: BeginBody, { opId, actor: by, at }: WorkMeta): Permit | WorkRefusal {
  if (permit.status === 'revoked' || permit.status === 'ended') return 'permit_closed';
  if (permit.status !== 'approved') return 'permit_not_approved';
  if (at < permit.from) return 'permit_too_early';
  if (at > permit.to) return 'permit_expired';
  const { isOnSite, workers, checklist, substitute } = body;
  if (workers.length === 0) return 'workers_missing';
  if (!workers.every((name) => permit.workers.includes(name))) return 'worker_unnamed';
  if (isOnSite && !visitChecklist.every((item) => checklist.includes(item))) return 'visit_unchecked';
  if (permit.picturesOff && substitute === null) return 'substitute_missing';
  return {
    ...permit,
    status: 'begun',
    begun: { by, at, isOnSite, workers },
    substitute: substitute && { ...substitute, id: opId, from: at, until: null, by, checks: [] },
  };
}

type CheckBody = Extract<Step, { readonly type: 'checkWork' }>['body'];

function check(permit: Permit, body: CheckBody, { actor: by, at }: WorkMeta): Permit | WorkRefusal {
  const { substitute } = permit;
  if (substitute === null || at < substitute.from) return 'substitute_not_running';
  // One that was done while it ran and comes late still counts.
  if (substitute.until !== null && at > substitute.until) return 'substitute_not_running';
  const { isNormal, note } = body;
  const checks = [...substitute.checks, { by, at, isNormal, note }].toSorted((a, b) => a.at - b.at);
  return { ...permit, substitute: { ...substitute, checks } };
}

/** Also after it was revoked, by whoever was at work then: that they left is a fact of its own. */
function end(permit: Permit, { restored, note }: EndBody, { actor: by, at }: WorkMeta): Permit | WorkRefusal {
  if (!isAtWork(permit)) return 'permit_not_begun';
  const { substitute, status } = permit;
  return {
    ...permit,
    status: status === 'revoked' ? 'revoked' : 'ended',
    ended: { by, at, restored, note },
    substitute: substitute && { ...substitute, until: Math.max(at, substitute.from) },
  };
}
