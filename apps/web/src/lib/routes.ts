import { resolve } from '$app/paths';

/** Every address of the application. Links are made here and nowhere else. */
export const routes = {
  start: () => resolve('/'),
  signIn: () => resolve('/sign-in'),
  wall: () => resolve('/wall'),
  quarantine: () => resolve('/quarantine'),
  playback: (cameraId: string) => resolve('/playback/[cameraId=id]/[[at=id]]', { cameraId }),
  /** The same, with a moment that is proposed, in ms. */
  playbackAt: (cameraId: string, at: number) =>
    resolve('/playback/[cameraId=id]/[[at=id]]', { cameraId, at: String(at) }),
  looks: () => resolve('/looks'),
  displays: () => resolve('/displays'),
  drive: () => resolve('/drive'),
  devices: () => resolve('/devices'),
  board: () => resolve('/board'),
  timeline: () => resolve('/timeline'),
  faults: () => resolve('/faults'),
  fault: (faultId: string) => resolve('/faults/[faultId=id]', { faultId }),
  /** The form that reports a fault at this facility, or of the central system; of this camera. */
  reportFault: (place?: string, asset?: string) =>
    resolve('/report-fault/[[place=id]]/[[asset=id]]', {
      ...(place !== undefined && { place }),
      ...(asset !== undefined && { asset }),
    }),
  permits: () => resolve('/permits'),
  permit: (permitId: string) => resolve('/permits/[permitId=id]', { permitId }),
  /** The form that asks for a permit at this facility, or of the central system. */
  askPermit: (place?: string) => resolve('/ask-permit/[[place=id]]', place === undefined ? {} : { place }),
  inventory: (place?: string) => resolve('/inventory/[[place=id]]', place === undefined ? {} : { place }),
  inspections: () => resolve('/inspections'),
  inspection: (inspectionId: string) => resolve('/inspections/[inspectionId=id]', { inspectionId }),
  /** The form that records an inspection of this facility. */
  newInspection: (place?: string) =>
    resolve('/inspections/new/[[place=id]]', { ...(place !== undefined && { place }) }),
  coverage: () => resolve('/coverage'),
  maintenance: () => resolve('/maintenance'),
  focalLists: () => resolve('/focal-lists'),
  accounts: () => resolve('/accounts'),
  footageExports: () => resolve('/exports'),
  footageExport: (exportId: string) => resolve('/exports/[exportId=id]', { exportId }),
  /** The form that asks for recordings of this facility, of this incident there. */
  newExport: (place?: string, incident?: string) =>
    resolve('/exports/new/[[place=id]]/[[incident=id]]', {
      ...(place !== undefined && { place }),
      ...(incident !== undefined && { incident }),
    }),
  alarms: () => resolve('/alarms'),
  post: (postId: string) => resolve('/posts/[postId=id]', { postId }),
  /** Where the post's shift is begun, handed over and accepted. */
  shift: (postId: string) => resolve('/posts/[postId=id]/shift', { postId }),
  /** The calendar of the watches; with this post first, in the days around this one (`YYYY-MM-DD`). */
  calendar: (post?: string, day?: string) =>
    resolve('/calendar/[[post=id]]/[[day=id]]', {
      ...(post !== undefined && { post }),
      ...(day !== undefined && { day }),
    }),
  /** The book of a post as it is printed (R08). */
  printBook: (postId: string) => resolve('/posts/[postId=id]/print', { postId }),
  /** Searches all books that the person may read, at the server. */
  searchBooks: () => resolve('/search'),
  /** Reports that somebody misuses this system (GL-18). */
  misuse: () => resolve('/misuse'),
  incidents: () => resolve('/incidents'),
  /** The incidents of this facility. */
  incidentsAt: (facilityId: string) => resolve('/incidents/at/[facilityId=id]', { facilityId }),
  /** The form that opens an incident of this facility, or of one that is picked there. */
  openIncident: (facilityId?: string) =>
    resolve('/incidents/new/[[facilityId=id]]', facilityId === undefined ? {} : { facilityId }),
  incident: (incidentId: string) => resolve('/incidents/[incidentId=id]', { incidentId }),
} as const;
