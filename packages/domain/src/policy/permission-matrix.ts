/**
 * Who may do what: one table, the only place that gives a right. What is not written here is denied.
 *
 * A cell says how far a role reaches: `province`; `military` or `civil` facilities (GL-10, GL-11); `own` facility or post;
 * `district`; `self`, the person's own records or post; `document`, only while the province has set a document for it;
 * `forbidden`, which beats every other role that the same person holds. `proposed` marks what no source says and the
 * province may set otherwise.
 */
import type { Role } from '../account/role.ts';

export type Reach =
  'province' | 'military' | 'civil' | 'own' | 'district' | 'self' | 'document' | 'forbidden';
export type Cell = { readonly reach: Reach; readonly proposed: boolean };
export type Permission = {
  /** Clauses that the row stands on; shown in help and in refusals. */
  readonly basis: readonly string[];
  readonly cells: Readonly<Partial<Record<Role, Cell>>>;
};

const province = given('province');
const military = given('military');
const civil = given('civil');
const own = given('own');
const district = given('district');
const self = given('self');
const document = given('document');
const forbidden = given('forbidden');

/** Persons who run the application or audit it never see its content. */
const noContent = { app_admin: forbidden, auditor: forbidden } as const;

export const permissionMatrix = {
  view_live_central: row(['GL-03', 'QT-06'], {
    pc_office: province,
    pmc: province,
    doh: province,
    ioc: document,
    ...noContent,
  }),
  view_live_facility: row(['GL-10', 'GL-11', 'GL-20'], {
    ioc: document,
    facility_manager: own,
    facility_watch: own,
    ...noContent,
  }),
  play_back: row(['GL-07'], {
    pc_office: province,
    pmc: province,
    doh: province,
    ioc: document,
    facility_manager: own,
    facility_watch: proposed(own),
    ...noContent,
  }),
  move_camera: row(['GL-07', 'GL-20'], {
    pmc: proposed(military),
    doh: proposed(civil),
    ioc: proposed(document),
    facility_manager: proposed(own),
    facility_watch: proposed(own),
    ...noContent,
  }),
  authorise_viewing: row(['KH-32', 'GL-10', 'GL-11'], {
    pmc: proposed(military),
    doh: proposed(civil),
    facility_manager: proposed(own),
    ...noContent,
  }),
  technical_work: row(['GL-50', 'GL-51'], { operator: province }),
  propose_central_account: row(['GL-04', 'GL-28', 'GL-31'], { pc_office: self, pmc: self, doh: self }),
  consolidate_accounts: row(['GL-29', 'GL-37'], { doh: province }),
  delegate_facility_accounts: row(['GL-10', 'GL-11'], { pmc: military, doh: civil }),
  propose_facility_watch: row(['GL-20'], { facility_manager: own }),
  propose_province_account: row(['GL-05', 'KH-30'], { dict: proposed(province) }),
  decide_province_account: row(['GL-05', 'KH-30'], { pc_office: proposed(province) }),
  write_logbook: row(['GL-22'], { ioc: self, facility_watch: own, ...noContent }),
  read_logbook: row(['GL-23'], {
    pc_office: proposed(province),
    pmc: proposed(province),
    doh: proposed(province),
    dict: proposed(province),
    ioc: self,
    facility_manager: own,
    facility_watch: own,
    district_pc: proposed(district),
    app_admin: forbidden,
    auditor: province,
  }),
  countersign_logbook: row(['GL-23'], { ioc: proposed(self), facility_manager: proposed(own), ...noContent }),
  hand_over_shift: row(['GL-23'], { ioc: self, facility_watch: own }),
  account_for_watch: row(['GL-20', 'GL-23'], {
    ioc: proposed(self),
    facility_manager: proposed(own),
    ...noContent,
  }),
  oversee_watch: row(['GL-20', 'GL-23', 'QG-10'], {
    pmc: proposed(military),
    doh: proposed(civil),
    ...noContent,
  }),
  record_violation: row(['GL-21', 'GL-30'], {
    pc_office: self,
    pmc: self,
    doh: self,
    ioc: proposed(self),
    facility_manager: proposed(own),
    facility_watch: own,
    ...noContent,
  }),
  handle_violation: row(['GL-21', 'QG-10'], {
    pmc: military,
    doh: civil,
    facility_manager: own,
    ...noContent,
  }),
  check_remedy: row(['GL-07'], {
    pc_office: self,
    pmc: military,
    doh: civil,
    facility_manager: own,
    ...noContent,
  }),
  oversee_violation: row(['GL-21', 'QG-06', 'QG-10'], { pmc: military, doh: civil, ...noContent }),
  read_incident: row(['GL-21', 'GL-36', 'GL-43'], {
    steering_head: proposed(province),
    pc_office: proposed(province),
    pmc: proposed(province),
    doh: proposed(province),
    dict: proposed(province),
    ioc: proposed(province),
    facility_manager: own,
    facility_watch: own,
    district_pc: proposed(district),
    app_admin: forbidden,
    auditor: province,
  }),
  open_incident: row(['GL-21', 'GL-30', 'KH-19'], {
    pc_office: self,
    pmc: self,
    doh: self,
    ioc: proposed(self),
    facility_manager: proposed(own),
    facility_watch: own,
    ...noContent,
  }),
  handle_incident: row(['GL-21', 'QG-10'], {
    pmc: military,
    doh: civil,
    ioc: proposed(province),
    facility_manager: own,
    facility_watch: own,
    ...noContent,
  }),
  check_incident: row(['GL-07'], {
    pmc: military,
    doh: civil,
    facility_manager: own,
    ...noContent,
  }),
  export_incident: row(['KH-05', 'KH-15'], {
    steering_head: proposed(province),
    pc_office: proposed(province),
    pmc: proposed(military),
    doh: proposed(civil),
    facility_manager: proposed(own),
    app_admin: forbidden,
    auditor: proposed(province),
  }),
  report_misuse: row(['GL-18', 'KH-13'], {
    steering_head: proposed(province),
    pc_office: proposed(province),
    pmc: proposed(province),
    doh: proposed(province),
    dict: proposed(province),
    ioc: proposed(province),
    operator: proposed(province),
    facility_manager: proposed(own),
    facility_watch: proposed(own),
    district_pc: proposed(district),
    ...noContent,
  }),
  read_misuse: row(['GL-18', 'KH-13'], {
    steering_head: proposed(province),
    pc_office: proposed(province),
    pmc: proposed(military),
    doh: proposed(civil),
    app_admin: forbidden,
    auditor: proposed(province),
  }),
  handle_misuse: row(['GL-18', 'KH-16'], {
    pc_office: proposed(province),
    pmc: proposed(military),
    doh: proposed(civil),
    ...noContent,
  }),
  report_fault: row(['KH-19', 'KH-28'], {
    pc_office: province,
    pmc: province,
    doh: province,
    dict: province,
    ioc: province,
    operator: province,
    facility_manager: own,
    facility_watch: own,
    district_pc: district,
  }),
  read_fault: row(['GL-24', 'GL-45'], {
    steering_head: proposed(province),
    pc_office: proposed(province),
    pmc: proposed(province),
    doh: proposed(province),
    dict: province,
    ioc: proposed(province),
    operator: proposed(province),
    facility_manager: own,
    facility_watch: own,
    district_pc: proposed(district),
    app_admin: forbidden,
    auditor: proposed(province),
  }),
  set_substitute: row(['GL-25'], { facility_manager: own, facility_watch: own }),
  set_central_substitute: row(['GL-25', 'GL-51'], {
    dict: proposed(province),
    ioc: proposed(province),
  }),
  join_fault: row(['GL-51'], { dict: province, ioc: province }),
  coordinate_fault: row(['GL-45'], { dict: province }),
  assign_own_fault: row(['GL-24'], { facility_manager: own }),
  repair_fault: row(['GL-24', 'GL-54'], { operator: province, facility_manager: own }),
  close_fault: row(['GL-24', 'GL-45'], {
    dict: province,
    facility_manager: proposed(own),
    facility_watch: own,
  }),
  request_export: row(['GL-09'], {
    steering_head: province,
    pc_office: self,
    pmc: self,
    doh: self,
    facility_manager: self,
    ...noContent,
  }),
  approve_export: row(['GL-08', 'GL-09', 'GL-14'], { steering_head: province, ...noContent }),
  record_export_paper: row(['GL-08', 'GL-09', 'GL-14'], { pc_office: proposed(province), ...noContent }),
  execute_export: row(['KH-24'], { operator: proposed(province), facility_manager: own, ...noContent }),
  read_export: row(['GL-09', 'KH-05'], {
    steering_head: proposed(province),
    pc_office: proposed(province),
    pmc: proposed(military),
    doh: proposed(civil),
    operator: proposed(province),
    facility_manager: proposed(own),
    app_admin: forbidden,
    auditor: proposed(province),
  }),
  survey: row(['QT-02', 'QT-13'], {
    pmc: military,
    doh: civil,
    dict: province,
    operator: province,
    facility_manager: own,
    district_pc: district,
  }),
  judge_interference: row(['GL-15', 'KH-10', 'KH-11'], {
    dict: proposed(province),
    facility_manager: proposed(own),
    facility_watch: proposed(own),
  }),
  ask_intervention: row(['GL-15', 'KH-09'], { operator: province, facility_manager: own }),
  authorise_intervention: row(['GL-15', 'KH-09'], { pmc: proposed(military), doh: proposed(civil) }),
  authorise_central_intervention: row(['GL-15', 'KH-09'], { dict: proposed(province) }),
  work_under_permit: row(['GL-15', 'GL-25', 'GL-26'], {
    operator: proposed(province),
    facility_manager: proposed(own),
    facility_watch: proposed(own),
  }),
  keep_inventory: row(['GL-16', 'KH-14'], {
    dict: proposed(province),
    operator: proposed(province),
    facility_manager: proposed(own),
  }),
  inspect_centrally: row(['GL-30', 'GL-32', 'GL-38'], { pc_office: province, pmc: province, doh: province }),
  read_inspection: row(['GL-30', 'GL-36', 'GL-43'], {
    steering_head: proposed(province),
    pc_office: province,
    pmc: province,
    doh: province,
    dict: proposed(province),
    facility_manager: own,
    district_pc: proposed(district),
    app_admin: forbidden,
    auditor: proposed(province),
  }),
  answer_finding: row(['QG-10'], { facility_manager: own, ...noContent }),
  read_maintenance: row(['KH-17', 'KH-20'], {
    pc_office: proposed(province),
    pmc: proposed(province),
    doh: proposed(province),
    dict: proposed(province),
    operator: province,
    facility_manager: own,
    auditor: proposed(province),
  }),
  maintain_devices: row(['KH-17', 'KH-20', 'KH-21'], { operator: province, facility_manager: own }),
  decide_maintenance: row(['KH-17', 'KH-22'], {
    pmc: proposed(military),
    doh: proposed(civil),
    dict: proposed(province),
  }),
  propose_handling: row(['GL-39'], { doh: province }),
  read_access_log: row(['GL-52'], { operator: self, auditor: province }),
  read_own_looks: row(['GL-52'], {
    pc_office: proposed(self),
    pmc: proposed(self),
    doh: proposed(self),
    ioc: proposed(self),
    facility_manager: proposed(self),
    facility_watch: proposed(self),
  }),
  keep_wall_view: row(['GL-20'], {
    pc_office: proposed(self),
    pmc: proposed(self),
    doh: proposed(self),
    ioc: proposed(self),
    facility_manager: proposed(self),
    facility_watch: proposed(self),
    ...noContent,
  }),
  share_wall_view: row(['GL-20'], {
    ioc: proposed(self),
    facility_manager: proposed(own),
    facility_watch: proposed(own),
    ...noContent,
  }),
  pair_kiosk: row(['GL-05', 'KH-01'], {
    pc_office: proposed(self),
    pmc: proposed(self),
    doh: proposed(self),
    ioc: proposed(self),
    facility_manager: proposed(own),
    ...noContent,
  }),
  drive_kiosk: row(['GL-05', 'GL-20'], {
    pc_office: proposed(self),
    pmc: proposed(self),
    doh: proposed(self),
    ioc: proposed(self),
    facility_manager: proposed(own),
    facility_watch: proposed(own),
    ...noContent,
  }),
  revoke_kiosk: row(['GL-05', 'KH-30'], {
    pc_office: proposed(self),
    pmc: proposed(self),
    doh: proposed(self),
    ioc: proposed(self),
    facility_manager: proposed(own),
    facility_watch: proposed(own),
    app_admin: proposed(province),
  }),
  manage_users: row(['KH-30'], { app_admin: province }),
  manage_devices: row(['KH-30'], { app_admin: proposed(province) }),
  examine_alarm: row(['GL-52'], { app_admin: proposed(province), auditor: proposed(province) }),
  adopt_quarantined: row(['GL-22'], { facility_manager: proposed(own), ...noContent }),
  adopt_in_province: row(['GL-22'], { pc_office: proposed(province), ...noContent }),
} as const satisfies Record<string, Permission>;

export type Action = keyof typeof permissionMatrix;

function given(reach: Reach): Cell {
  return { reach, proposed: false };
}

function proposed(cell: Cell): Cell {
  return { ...cell, proposed: true };
}

function row(basis: readonly string[], cells: Permission['cells']): Permission {
  return { basis, cells };
}
