/**
 * The one place that decides who is at this device. Pure: an answer that comes late, or in another order, meets the facts as
 * they are by then, and what belongs to an earlier visit changes nothing.
 */
import { exhaustive } from '@truc/base';
import {
  handleDatabasesRead,
  handleMarked,
  handleStorageFailed,
  handleTabsAnswered,
} from './session-opening.ts';
import {
  handleAdmitted,
  handleConfirmAsked,
  handleDebtAsked,
  handleDebtSettled,
  handleLeavingFailed,
  handleLeavingNoted,
  handleMeAnswered,
  handleMeKept,
  handleSignInAnswered,
  handleSignOutAsked,
  handleWiped,
} from './session-server.ts';
import type { SessionEvent, SessionFacts, SessionStep } from './session-state.ts';
import { look, payDebt } from './session-steps.ts';
import {
  handleKeptAgain,
  handleKeptRead,
  handleKeysChanged,
  handleLockAsked,
  handlePersonsRead,
  handlePinSet,
  handleUnlockBegun,
  handleUnlocked,
  handleUnlockFailed,
} from './session-vaults.ts';

export function transition(facts: SessionFacts, event: SessionEvent): SessionStep {
  switch (event.kind) {
    case 'marked':
      return handleMarked(facts, event);
    case 'databases_read':
      return handleDatabasesRead(facts, event);
    case 'storage_failed':
      return handleStorageFailed(facts);
    case 'tabs_answered':
      return handleTabsAnswered(facts, event);
    case 'look_asked':
      return look(facts);
    case 'persons_read':
      return handlePersonsRead(facts, event);
    case 'keys_changed':
      return handleKeysChanged(facts, event);
    case 'unlock_begun':
      return handleUnlockBegun(facts);
    case 'unlocked':
      return handleUnlocked(facts, event);
    case 'unlock_failed':
      return handleUnlockFailed(facts);
    case 'kept_read':
      return handleKeptRead(facts, event);
    case 'pin_set':
      return handlePinSet(facts, event);
    case 'kept_again':
      return handleKeptAgain(facts, event);
    case 'confirm_asked':
      return handleConfirmAsked(facts);
    case 'debt_settled':
      return handleDebtSettled(facts, event);
    case 'debt_asked':
      return handleDebtAsked(facts, event);
    case 'me_answered':
      return handleMeAnswered(facts, event);
    case 'sign_in_answered':
      return handleSignInAnswered(facts, event);
    case 'sign_in_over':
      return { facts, effects: [payDebt(facts, { isForAnswer: false })] };
    case 'admitted':
      return handleAdmitted(facts, event);
    case 'me_kept':
      return handleMeKept(facts, event);
    case 'lock_asked':
      return handleLockAsked(facts);
    case 'sign_out_asked':
      return handleSignOutAsked(facts);
    case 'leaving_noted':
      return handleLeavingNoted(facts);
    case 'leaving_failed':
      return handleLeavingFailed(facts);
    case 'wiped':
      return handleWiped(facts);
    default:
      return exhaustive(event);
  }
}
