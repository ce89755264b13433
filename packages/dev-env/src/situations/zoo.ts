/** A province of which every camera is of the zoo, in facilities that fit on one wall each: for end-to-end tests. */
import { zoo } from '../cameras/zoo.ts';
import { demonstrationPassword } from '../province/province.ts';
import type { ZooCamera } from '../cameras/zoo.ts';
import type { Situation } from './seed.ts';

const camerasPerFacility = 7;

export type ZooFacility = {
  readonly id: string;
  /** Watches there. */
  readonly person: string;
  readonly cameras: readonly ZooCamera[];
};

export const zooFacilities: readonly ZooFacility[] = Array.from(
  { length: Math.ceil(zoo.length / camerasPerFacility) },
  (_, at) => ({
    id: `so-thu-${at + 1}`,
    person: `nguoi-xem-${at + 1}`,
    cameras: zoo.slice(at * camerasPerFacility, (at + 1) * camerasPerFacility),
  }),
);

const posts = zooFacilities.map(({ id }) => ({
  id: `${id}-vt`,
  facility: id,
  name: `Vị trí trực ${id}`,
  kind: 'facility' as const,
}));

export const zooSituation: Situation = {
  name: 'zoo',
  about: `${zoo.length} cameras, each different from the others in what it sends`,
  places: {
    districts: [{ id: 'pleiku', name: 'Thành phố Pleiku' }],
    facilities: zooFacilities.map(({ id }) => ({
      id,
      name: `Sở thú ${id}`,
      district: 'pleiku',
      authority: 'military',
      state: 'operating',
    })),
    posts,
    recorders: [],
    cameras: zooFacilities.flatMap((facility) =>
      facility.cameras.map(({ name }) => ({
        id: name,
        facility: facility.id,
        name,
        zone: 'corridor' as const,
        lifecycle: 'in_service' as const,
        national: 'connected' as const,
        ioc: 'connected' as const,
        recorder: null,
      })),
    ),
    assignmentDocs: posts.map(({ id, name }, at) => ({
      post: id,
      number: `${at + 1}/PC-ST`,
      signedOn: '2021-06-01',
      signatory: 'Trưởng cơ sở (ví dụ)',
      content: `Phân công trực tại ${name}`,
    })),
    iocViewingDocument: null,
  },
  people: zooFacilities.map(({ id, person }) => ({
    id: person,
    username: person,
    name: `Người Xem ${id}`,
    position: 'Trực camera',
    agency: 'Sở thú',
    roles: [{ role: 'facility_watch', facility: id, district: null, post: `${id}-vt` }],
    password: demonstrationPassword,
  })),
};
