import type { ScopeId } from '@truc/sync/protocol';

export function scopeRoom(scope: ScopeId): string {
  return `scope ${scope}`;
}

export function scopeOfRoom(room: string): ScopeId | undefined {
  return room.startsWith('scope ') ? (room.slice('scope '.length) as ScopeId) : undefined;
}

export function sessionRoom(session: string): string {
  return `session ${session}`;
}

export function personRoom(person: string): string {
  return `person ${person}`;
}

export function kioskRoom(kiosk: string): string {
  return `kiosk ${kiosk}`;
}
