import { exhaustive } from '@truc/base';
import type { InterventionCommand } from './commands.ts';
import { decideInventory } from './decide-inventory.ts';
import { decidePermit } from './decide-permit.ts';
import type { Interventions, WorkAnswer, WorkMeta } from './rules.ts';

/** What a command on permits and devices makes of a log. Pure, and the same on the server and on every reader. */
export function decideIntervention(
  works: Interventions,
  command: InterventionCommand,
  meta: WorkMeta,
): WorkAnswer {
  switch (command.type) {
    case 'askPermit':
    case 'approvePermit':
    case 'refusePermit':
    case 'beginWork':
    case 'checkWork':
    case 'endWork':
    case 'revokePermit':
      return decidePermit(works, command, meta);
    case 'listDevice':
    case 'placeDevice':
    case 'retireDevice':
    case 'foundDevice':
    case 'settleFind':
      return decideInventory(works, command, meta);
    default:
      return exhaustive(command);
  }
}

/** The permit, device or find that a command speaks of. */
export function idOfIntervention(command: InterventionCommand): string {
  switch (command.type) {
    case 'listDevice':
    case 'placeDevice':
    case 'retireDevice':
      return command.body.device;
    case 'foundDevice':
    case 'settleFind':
      return command.body.find;
    case 'askPermit':
    case 'approvePermit':
    case 'refusePermit':
    case 'beginWork':
    case 'checkWork':
    case 'endWork':
    case 'revokePermit':
      return command.body.permit;
    default:
      return exhaustive(command);
  }
}
