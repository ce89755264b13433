/** Lets one event of a plan happen. What the world does not have at that moment (a tab, a backup) is left out. */
import { exhaustive } from '@truc/base';
import type { WriteCommand } from '@truc/sync/client';
import { handleUrgent, watchMarked } from '../checks/urgent-watch.ts';
import { copyState, installationKey, type DatabaseState } from '../world/database-state.ts';
import { calmRates, type LinkRates } from '../world/link.ts';
import { copyOutboxDisk } from '../world/outbox.ts';
import { copyReplicaDisk } from '../world/replica.ts';
import type { Tablet } from '../world/tablet.ts';
import { copyVaultDisk } from '../world/vault.ts';
import type { World } from '../world/world.ts';
import type { PlanEvent, RateName } from './plan.ts';
import { writeCommand } from './write-command.ts';
import { writeForeign } from './write-foreign.ts';
import { writeWord } from './write-word.ts';

const rates: Readonly<Record<RateName, Partial<LinkRates>>> = {
  calm: {},
  lossy: { loseRequest: 0.2, loseReply: 0.2 },
  cutting: { loseReply: 0.5 },
  doubling: { duplicate: 0.3, late: 0.3 },
  damaging: { damage: 0.2, garble: 0.1, flip: 0.2 },
  hanging: { hang: 0.15, loseRequest: 0.1 },
  echoing: { late: 0.9 },
};

export function applyEvent(world: World, event: PlanEvent): void {
  if ('tablet' in event) {
    const tablet = world.tablets[event.tablet];
    if (tablet !== undefined) applyToTablet(world, tablet, event);
  } else applyToServer(world, event);
}

type TabletEvent = Extract<PlanEvent, { readonly tablet: number }>;

function applyToTablet(world: World, tablet: Tablet, event: TabletEvent): void {
  const { link, storage } = tablet;
  switch (event.what) {
    case 'write':
      return write(world, tablet, event);
    case 'command':
      return writeCommand(tablet, event);
    case 'word':
      return writeWord(world, tablet, event);
    case 'foreign':
      return writeForeign(world, tablet, event);
    case 'link':
      link.state = event.state;
      return;
    case 'rates':
      link.rates = event.rates === 'calm' ? calmRates : { ...calmRates, ...rates[event.rates] };
      return;
    case 'storage':
      storage.health = event.health;
      storage.wellSince = world.scheduler.now;
      return;
    case 'clock':
      return tablet.wall.change(event.change);
    case 'sign':
      return sign(world, tablet, event);
    case 'block':
      return block(world, tablet, event.isBlocked);
    case 'wipe':
      return orderWipe(world, tablet);
    case 'evict':
      return evict(world, tablet, event.withCookies);
    case 'clone':
      return clone(world, tablet, event.tablet);
    default:
      applyToTabs(tablet, event);
      if (event.what === 'open') watchMarked(world, tablet);
      return;
  }
}

type TabEvent = Extract<
  TabletEvent,
  { readonly what: 'open' | 'kill' | 'update' | 'thaw' | 'close' | 'freeze' | 'discard' }
>;

function applyToTabs(tablet: Tablet, event: TabEvent): void {
  const { tabs } = tablet;
  switch (event.what) {
    case 'open':
      if (tabs.length < 3) tablet.open();
      return;
    case 'kill':
      return tablet.kill();
    case 'update':
      // A new version takes over in the middle of whatever the old one was at.
      tablet.discard(0);
      return tablet.open();
    case 'thaw':
      for (const { life } of tabs) life.thaw();
      return;
    case 'close':
      return tablet.close(event.tab % Math.max(1, tabs.length));
    case 'freeze':
      tablet.wasFrozen = true;
      tabs[event.tab % Math.max(1, tabs.length)]?.life.freeze();
      return;
    case 'discard':
      return tablet.discard(event.tab % Math.max(1, tabs.length));
    default:
      return exhaustive(event);
  }
}

type ServerEvent = Exclude<PlanEvent, TabletEvent>;

function applyToServer(world: World, event: ServerEvent): void {
  const { server, database, rights } = world;
  switch (event.what) {
    case 'crash':
      return server.crash();
    case 'restart':
      return server.restart();
    case 'database':
      database.faults.push(event.fault);
      return;
    case 'mood':
      server.mood = event.mood;
      return;
    case 'folded':
      return database.spoilStates(event.how);
    case 'right':
      if (event.action === 'withdraw') return rights.withdraw(event.person, event.scope);
      rights.grant(event.person, event.scope);
      for (const tablet of world.tablets) if (tablet.writer === event.person) tablet.follow();
      return;
    case 'backup':
      world.backup = copyState(database.state);
      world.backupRecords = world.evidence?.honest.size ?? 0;
      return;
    case 'restore':
      return restore(world);
    case 'history':
      return showHistory(world, event);
    default:
      return exhaustive(event);
  }
}

function restore(world: World): void {
  const { backup, database, server, log } = world;
  if (backup === null) return;
  server.crash();
  database.restore(backup);
  log.handleRestore(database.state);
  for (const tablet of world.tablets) forgetWipes(tablet, database.state);
  world.evidence?.handleRestore(world.backupRecords, database.state.epoch);
  server.restart();
}

function showHistory(
  { evidence, tablets }: World,
  event: Extract<ServerEvent, { readonly what: 'history' }>,
): void {
  if (event.how === 'shown_again') return evidence?.repent();
  const devices = event.tablets.flatMap((at) => tablets[at]?.outbox.device?.dev ?? []);
  evidence?.deceive(devices, event.record);
}

function write(
  world: World,
  tablet: Tablet,
  { tab: at, scope, count, size, isUrgent: urgent = false }: Extract<TabletEvent, { readonly what: 'write' }>,
): void {
  const { awake } = tablet;
  const tab = awake[at % Math.max(1, awake.length)];
  const actor = tablet.writer;
  if (tab === undefined) return;
  const text = `${world.plan.seed} `.padEnd(size, 'ấn ');
  const command: WriteCommand = { scope, kind: 'logbook.entry', v: 1, actor, body: { text }, urgent };
  for (let left = count; left > 0; left -= 1) {
    tablet.write(tab, command, urgent ? (record) => handleUrgent(world, tablet, record) : undefined);
  }
}

function sign(
  { tablets }: World,
  tablet: Tablet,
  { isIn }: Extract<TabletEvent, { readonly what: 'sign' }>,
): void {
  const { cookies } = tablet.link;
  cookies.person = isIn ? tablet.writer : null;
  if (isIn && tablets.includes(tablet))
    for (const { client, life } of tablet.tabs) life.run(() => client.handleSignedIn());
}

function block({ database }: World, { outbox }: Tablet, blocked: boolean): void {
  if (outbox.device === null) return;
  const key = installationKey(outbox.device);
  const row = database.state.installations.get(key);
  if (row !== undefined) database.state.installations.set(key, { ...row, blocked });
}

/** A backup knows neither the orders nor the cookies that came after it: whoever has such a cookie is known by his word again (DE2). */
function forgetWipes(tablet: Tablet, { lives }: DatabaseState): void {
  const { cookies } = tablet.link;
  const ordered = cookies.dev === null ? 0 : (lives.get(cookies.dev) ?? 0);
  tablet.owedLife = Math.min(tablet.owedLife, ordered);
  if (cookies.life > ordered) Object.assign(cookies, { dev: null, life: 0 });
}

function orderWipe({ database: { state }, tablets }: World, { link: { cookies } }: Tablet): void {
  const { dev } = cookies;
  if (dev === null) return;
  const life = (state.lives.get(dev) ?? 0) + 1;
  for (const tablet of tablets) if (tablet.link.cookies.dev === dev) tablet.owedLife = life;
  state.lives.set(dev, life);
}

function evict({ saved, tablets }: World, tablet: Tablet, withCookies: boolean): void {
  saved.handleEviction(tablet, tablets);
  tablet.evict();
  if (!withCookies) return;
  Object.assign(tablet.link.cookies, { dev: null, life: 0 });
  tablet.owedLife = 0;
}

/** Somebody copies the profile's folder to another machine, and both go on. */
function clone(world: World, tablet: Tablet, at: number): void {
  const copy = world.addTablet(at, `copy of ${tablet.name} at ${world.scheduler.now}`);
  copy.outbox = copyOutboxDisk(tablet.outbox);
  copy.replica = copyReplicaDisk(tablet.replica);
  copy.vault = copyVaultDisk(tablet.vault);
  copy.urgent = { ...tablet.urgent };
  copy.witness = { ...tablet.witness };
  Object.assign(copy.link.cookies, tablet.link.cookies);
  copy.isCloned = true;
  copy.owedLife = tablet.owedLife;
  tablet.isCloned = true;
  copy.open();
}
