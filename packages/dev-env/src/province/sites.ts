import type { Authority, FacilityState } from '@truc/domain/facility';

/** How far the connection of a site has come: both systems, the national one only, or none. */
export type SiteConnection = 'both' | 'national' | 'none';

export type Site = {
  readonly number: number;
  readonly name: string;
  readonly district: string;
  readonly authority: Authority;
  readonly cameras: 5 | 9 | 16 | 24;
  readonly state: FacilityState;
  readonly connection: SiteConnection;
  /** A second watch post, at the large sites. */
  readonly secondPost: boolean;
};

/** Districts of the demonstration province, by id. Two have no site, so that empty states are seen too. */
export const districts: Readonly<Record<string, string>> = {
  pleiku: 'Thành phố Pleiku',
  'an-khe': 'Thị xã An Khê',
  'ayun-pa': 'Thị xã Ayun Pa',
  'chu-pah': 'Huyện Chư Păh',
  'chu-prong': 'Huyện Chư Prông',
  'chu-puh': 'Huyện Chư Pưh',
  'chu-se': 'Huyện Chư Sê',
  'dak-doa': 'Huyện Đak Đoa',
  'dak-po': 'Huyện Đak Pơ',
  'duc-co': 'Huyện Đức Cơ',
  'ia-grai': 'Huyện Ia Grai',
  'ia-pa': 'Huyện Ia Pa',
  kbang: 'Huyện Kbang',
  'kong-chro': 'Huyện Kông Chro',
  'krong-pa': 'Huyện Krông Pa',
  'mang-yang': 'Huyện Mang Yang',
  'phu-thien': 'Huyện Phú Thiện',
};

const military = 'military';
const civil = 'civil';

/** The 24 fictional sites. District names are real public geography; sites and people are not. */
export const sites: readonly Site[] = [
  site(1, 'Cơ sở cách ly số 01 - Đồi Thông', {
    district: 'pleiku',
    authority: military,
    cameras: 24,
    secondPost: true,
  }),
  site(2, 'Cơ sở cách ly số 02 - Biển Hồ', {
    district: 'pleiku',
    authority: military,
    cameras: 16,
    secondPost: true,
  }),
  site(3, 'Cơ sở cách ly số 03 - Hoa Lư', {
    district: 'pleiku',
    authority: military,
    cameras: 16,
    secondPost: true,
  }),
  site(4, 'Khách sạn Mây Ngàn (thu phí)', { district: 'pleiku', authority: civil, cameras: 9 }),
  site(5, 'Khách sạn Gió Núi (thu phí)', { district: 'pleiku', authority: civil, cameras: 9 }),
  site(6, 'Cơ sở cách ly số 06 - Hàm Rồng', {
    district: 'chu-se',
    authority: military,
    cameras: 16,
    secondPost: true,
  }),
  site(7, 'Cơ sở cách ly số 07 - Suối Đá', { district: 'chu-se', authority: civil, cameras: 5 }),
  site(8, 'Cơ sở cách ly số 08 - Đồng Cỏ', { district: 'chu-prong', authority: military, cameras: 9 }),
  site(9, 'Cơ sở cách ly số 09 - Bàu Sen', { district: 'chu-prong', authority: military, cameras: 5 }),
  site(10, 'Cơ sở cách ly số 10 - Cửa Khẩu', { district: 'duc-co', authority: military, cameras: 16 }),
  site(11, 'Cơ sở cách ly số 11 - Ngã Ba', { district: 'duc-co', authority: military, cameras: 9 }),
  site(12, 'Cơ sở cách ly số 12 - Rẫy Cà Phê', { district: 'ia-grai', authority: military, cameras: 9 }),
  site(13, 'Cơ sở cách ly số 13 - Bến Nước', { district: 'ayun-pa', authority: military, cameras: 9 }),
  site(14, 'Cơ sở cách ly số 14 - Đồi Cỏ Hồng', {
    district: 'dak-doa',
    authority: military,
    cameras: 9,
    connection: 'national',
  }),
  site(15, 'Cơ sở cách ly số 15 - Thác Bạc', {
    district: 'kbang',
    authority: civil,
    cameras: 9,
    connection: 'national',
  }),
  site(16, 'Cơ sở cách ly số 16 - Cầu Treo', {
    district: 'krong-pa',
    authority: military,
    cameras: 5,
    connection: 'national',
  }),
  site(17, 'Cơ sở cách ly số 17 - Đồi Nắng', {
    district: 'phu-thien',
    authority: military,
    cameras: 5,
    state: 'installed',
    connection: 'none',
  }),
  site(18, 'Cơ sở cách ly số 18 - Suối Tre', {
    district: 'mang-yang',
    authority: civil,
    cameras: 5,
    state: 'installed',
    connection: 'none',
  }),
  site(19, 'Cơ sở cách ly số 19 - Trường Nội Trú', {
    district: 'ayun-pa',
    authority: civil,
    cameras: 5,
    state: 'installing',
    connection: 'none',
  }),
  site(20, 'Cơ sở cách ly số 20 - Nông Trường', {
    district: 'chu-puh',
    authority: military,
    cameras: 5,
    state: 'installing',
    connection: 'none',
  }),
  site(21, 'Cơ sở cách ly số 21 - Ký Túc Xá', {
    district: 'krong-pa',
    authority: civil,
    cameras: 5,
    state: 'plan_submitted',
    connection: 'none',
  }),
  site(22, 'Cơ sở cách ly số 22 - Nhà Máy Điều', {
    district: 'ia-pa',
    authority: military,
    cameras: 9,
    state: 'surveyed',
    connection: 'none',
  }),
  site(23, 'Cơ sở cách ly số 23 - Đập Tràn', {
    district: 'chu-pah',
    authority: military,
    cameras: 5,
    state: 'mission_ended',
    connection: 'none',
  }),
  site(24, 'Cơ sở cách ly số 24 - Nhà Văn Hóa', {
    district: 'an-khe',
    authority: civil,
    cameras: 5,
    state: 'disposition_decided',
    connection: 'none',
  }),
];

type SiteOptions = Pick<Site, 'district' | 'authority' | 'cameras'> &
  Partial<Pick<Site, 'state' | 'connection' | 'secondPost'>>;

function site(number: number, name: string, options: SiteOptions): Site {
  return { number, name, state: 'operating', connection: 'both', secondPost: false, ...options };
}
