/** Who is at this device, as plain data: what is known, what happens, and what is to be done about it. */
import type { Result } from '@truc/base';
import type { Me, SessionName } from '@truc/domain/api';
import type { PersonId } from '@truc/sync/protocol';
import type { HttpFailure } from '#lib/ports/http/http-failure.ts';
import type { KnownPerson } from '#lib/ports/session-storage/session-store.ts';
import type { VaultPerson } from '#lib/ports/vault/vault-contract.ts';

/** `wiped`: the server had this device emptied. */
export type SignedOutBecause = 'nobody' | 'ended' | 'left' | 'wiped';

/**
 * Who is at this device. `isConfirmed` is false while only the kept answer of an earlier visit says so: the book opens
 * and takes entries then, and the server decides when it is reached. `locked`: his vault is here and asks for the PIN;
 * `hasPassword`: he has just proven himself by his password and may set another PIN.
 */
export type SessionState =
  | { readonly kind: 'opening' }
  | { readonly kind: 'signed_out'; readonly because: SignedOutBecause }
  | { readonly kind: 'locked'; readonly who: KnownPerson; readonly hasPassword: boolean }
  | { readonly kind: 'signed_in'; readonly me: Me; readonly isConfirmed: boolean };

export type SessionFacts = {
  readonly shown: SessionState;
  /** People whose vaults are on this device. */
  readonly persons: readonly VaultPerson[];
  /** How often the vaults were looked at, and which of these looks `persons` is of; 0 while it is the mark's at most. */
  readonly looks: { readonly asked: number; readonly taken: number };
  /** Until the databases have told who was here, or somebody came or left before they did. */
  readonly isStarting: boolean;
  /** This device's own storage could not be read. */
  readonly hasStorageFailed: boolean;
  /** Grows whenever somebody comes, leaves or is locked: an answer that belongs to an earlier visit says nothing about now. */
  readonly visit: number;
  /** Grows whenever somebody was made to leave or left: no PIN or password that was given before brings anybody in. */
  readonly departures: number;
  /** Whose keys are open in this page. */
  readonly keys: PersonId | null;
  /** Grows whenever other keys are open than before, or none: what was read or asked for under them is theirs. */
  readonly openings: number;
  /** Vaults that are being opened here: the news of their keys says nothing more than their outcome. */
  readonly unlocking: number;
  /** He leaves as soon as this device has noted it for good. `pays`: the server is to be told. */
  readonly leaving: { readonly because: SignedOutBecause; readonly pays: boolean } | null;
};

/** `unlock`: he opened his vault here; `keys`: another tab did, while it was asked for here; `tabs`: one had it open when this one came. */
type KeptFor = 'unlock' | 'keys' | 'tabs';

/** In which visit, and under which keys, something was asked for. */
export type Asked = { readonly visit: number; readonly openings: number };

/** Answers name when they were asked for, or the departures before what they answer was begun. */
export type SessionEvent =
  | { readonly kind: 'marked'; readonly person: VaultPerson }
  | { readonly kind: 'databases_read'; readonly last: KnownPerson | null; readonly owes: boolean }
  | { readonly kind: 'storage_failed' }
  | { readonly kind: 'tabs_answered'; readonly visit: number; readonly last: KnownPerson }
  | { readonly kind: 'look_asked' }
  | { readonly kind: 'persons_read'; readonly look: number; readonly persons: readonly VaultPerson[] }
  | { readonly kind: 'keys_changed'; readonly person: PersonId | null }
  | { readonly kind: 'unlock_begun' }
  | { readonly kind: 'unlocked'; readonly departures: number; readonly person: PersonId }
  | { readonly kind: 'unlock_failed' }
  | { readonly kind: 'kept_read'; readonly asked: Asked; readonly me: Me | null; readonly by: KeptFor }
  | { readonly kind: 'pin_set'; readonly visit: number }
  | { readonly kind: 'kept_again'; readonly visit: number }
  | { readonly kind: 'confirm_asked' }
  | { readonly kind: 'debt_settled'; readonly departures: number }
  | { readonly kind: 'debt_asked'; readonly visit: number; readonly isPaid: boolean }
  | { readonly kind: 'me_answered'; readonly asked: Asked; readonly answer: Result<Me, HttpFailure> }
  | {
      readonly kind: 'sign_in_answered';
      readonly name: SessionName;
      readonly departures: number;
      readonly me: Me;
      readonly withNewPin: boolean;
    }
  | { readonly kind: 'sign_in_over' }
  | { readonly kind: 'admitted'; readonly visit: number; readonly me: Me }
  | { readonly kind: 'me_kept'; readonly asked: Asked; readonly me: Me }
  | { readonly kind: 'lock_asked' }
  | { readonly kind: 'sign_out_asked' }
  | { readonly kind: 'leaving_noted' }
  | { readonly kind: 'leaving_failed' }
  | { readonly kind: 'wiped' };

/** What is to be done, in this order. Each of the second half ends with the event that it is answered by. */
export type SessionEffect =
  | { readonly do: 'mark'; readonly person: VaultPerson | null }
  | { readonly do: 'open_bare_keys'; readonly person: PersonId }
  | { readonly do: 'close_keys' }
  | { readonly do: 'tell_tabs' }
  | { readonly do: 'follow'; readonly me: Me | null; readonly unlocked: boolean }
  | { readonly do: 'settle_debt' }
  | { readonly do: 'wipe' }
  | { readonly do: 'ask_tabs'; readonly visit: number; readonly last: KnownPerson }
  | { readonly do: 'look'; readonly look: number }
  | { readonly do: 'read_kept'; readonly asked: Asked; readonly by: KeptFor }
  | { readonly do: 'keep_me'; readonly asked: Asked; readonly me: Me }
  | { readonly do: 'keep_again'; readonly visit: number; readonly me: Me }
  | {
      readonly do: 'pay_debt';
      readonly visit: number;
      readonly departures: number;
      readonly isForAnswer: boolean;
    }
  | { readonly do: 'confirm_behind' }
  | { readonly do: 'ask_server'; readonly asked: Asked; readonly looksFirst: boolean }
  | {
      readonly do: 'admit';
      readonly visit: number;
      readonly name: SessionName;
      readonly me: Me;
      readonly withNewPin: boolean;
    }
  | { readonly do: 'owe_end'; readonly name: SessionName }
  | { readonly do: 'note_leaving'; readonly owes: boolean };

export type SessionStep = { readonly facts: SessionFacts; readonly effects: readonly SessionEffect[] };

export function initialFacts(keys: PersonId | null): SessionFacts {
  return {
    shown: { kind: 'opening' },
    persons: [],
    looks: { asked: 0, taken: 0 },
    isStarting: true,
    hasStorageFailed: false,
    visit: 0,
    departures: 0,
    keys,
    openings: 0,
    unlocking: 0,
    leaving: null,
  };
}
