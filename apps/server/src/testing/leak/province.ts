import { invariant } from '@truc/base';
import { RoleAssignmentSchema, roles, type RoleAssignment } from '@truc/domain/account';
import { segmentLimit, type DeviceId } from '@truc/sync/protocol';
import { acceptPush } from '@truc/sync/server';
import * as v from 'valibot';
import type { RunningServer } from '../../server.ts';
import { DeviceWriter } from '../device-writer.ts';
import type { Draw } from '../draw.ts';

const districts = ['leak-a', 'leak-b', 'leak-c'] as const;
const facilityCount = 6;
const postsEach = 2;
const leavesEach = 12;
export const leakPeople: readonly string[] = Array.from({ length: 16 }, (_, at) => `leak-${at}`);
export const leakFacilities: readonly string[] = Array.from(
  { length: facilityCount },
  (_, at) => `leak-f${at}`,
);
export const leakPosts: readonly string[] = [
  'leak-ioc',
  ...Array.from({ length: facilityCount * postsEach }, (_, at) => `leak-p${at}`),
];

/** Facilities, posts with books that have leaves, and people who hold nothing yet. */
export async function foundProvince(server: RunningServer): Promise<void> {
  await server.provisionPlaces({
    districts: districts.map((id) => ({ id, name: id })),
    facilities: Array.from({ length: facilityCount }, (_, at) => ({
      id: `leak-f${at}`,
      name: `Cơ sở ${at}`,
      district: districts[at % districts.length] ?? districts[0],
      authority: at % 2 === 0 ? ('military' as const) : ('civil' as const),
      state: 'operating' as const,
    })),
    posts: leakPosts.map((id, at) => ({
      id,
      facility: at === 0 ? null : `leak-f${(at - 1) % facilityCount}`,
      name: id,
      kind: at === 0 ? ('ioc' as const) : ('facility' as const),
    })),
  });
  const { pool } = server.context.database;
  await pool.query(
    `insert into person (id, name, position, agency) select id, id, '', '' from unnest($1::text[]) as made (id)`,
    [leakPeople],
  );
  await writeBooks(server);
}

/** Every log has leaves, whatever its rules would say of these, and so has the quarantine of every facility: what nobody may pull. */
async function writeBooks(server: RunningServer): Promise<void> {
  const { pool } = server.context.database;
  const writer = new DeviceWriter('00000000-0000-4000-8000-0000000001ea' as DeviceId);
  await pool.query(`insert into device (id, token_hash) values ($1, '\\x00')`, [writer.dev]);
  await pool.query('insert into device_installation (dev, inst) values ($1, 1)', [writer.dev]);
  for (const post of leakPosts)
    for (let at = 0; at < leavesEach; at += 1)
      writer.write({ actor: 'leak-writer', scope: `post:${post}`, text: `${post} ${at}` });
  for (const facility of leakFacilities)
    for (let at = 0; at < leavesEach; at += 1)
      for (const kind of ['facility', 'faults'])
        writer.write({
          actor: 'leak-writer',
          scope: `${kind}:${facility}`,
          text: `${kind} ${facility} ${at}`,
        });
  writer.write({ actor: 'leak-writer', scope: 'faults:central', text: 'central' });
  const { decider: _rules, ...push } = server.context.push;
  const open = { ...push, judge: everyOtherIntoQuarantine(server) };
  for (let from = 1; from <= writer.ops.length; from += segmentLimit) {
    const request = writer.segment(from, Math.min(writer.ops.length, from + segmentLimit - 1));
    const taken = await acceptPush({ request, device: writer.dev, receivedAt: 1 }, open);
    invariant(taken.ok, 'the books are written');
  }
}

function everyOtherIntoQuarantine({ context }: RunningServer): RunningServer['context']['push']['judge'] {
  const { judge } = context.push;
  return {
    async decide(place, questions) {
      const verdicts = await judge.decide(place, questions);
      return verdicts.map(({ quarantine }, at) =>
        at % 4 === 3
          ? { status: 'quarantined', code: 'actor_not_permitted', quarantine }
          : { status: 'accepted', code: null, quarantine },
      );
    },
  };
}

/** Gives one person other roles than he had: none, one or several, some of which begin or end at another time. */
export async function changeGrants(server: RunningServer, draw: Draw): Promise<void> {
  const { pool } = server.context.database;
  const person = leakPeople[draw(leakPeople.length)];
  await pool.query(
    'update role_assignment set valid_to = greatest(now(), valid_from) where person = $1 and (valid_to is null or valid_to > now())',
    [person],
  );
  for (let left = draw(4); left > 0; left -= 1) {
    const { role, facility, district, post } = drawRole(draw);
    const [from, to] = [
      ['0', null],
      ['0', '1 hour'],
      ['1 hour', null],
      ['-1 hour', '0'],
    ][draw(8)] ?? ['0', null];
    await pool.query(
      `insert into role_assignment (person, role, facility, district, post, valid_from, valid_to)
       values ($1, $2, $3, $4, $5, now() + $6::interval, now() + $7::interval)`,
      [person, role, facility, district, post, from, to],
    );
  }
  server.context.registers.invalidate();
}

function drawRole(draw: Draw): RoleAssignment {
  const role = roles[draw(roles.length)];
  const at = 1 + draw(leakPosts.length - 1);
  const isOfFacility = role === 'facility_manager' || role === 'facility_watch';
  return v.parse(RoleAssignmentSchema, {
    role,
    facility: isOfFacility ? `leak-f${(at - 1) % facilityCount}` : null,
    district: role === 'district_pc' ? districts[draw(districts.length)] : null,
    post: role === 'ioc' ? leakPosts[0] : isOfFacility && draw(2) === 0 ? leakPosts[at] : null,
  });
}
