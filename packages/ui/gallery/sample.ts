import type { AgeUnits, FactStateName, PictureStateName } from '@truc/ui';

export const units: AgeUnits = { second: 's', minute: 'ph', hour: 'giờ', day: 'ngày' };

export const factLabels: Record<FactStateName, string> = {
  on_tablet: 'Đã lưu trên máy',
  sending: 'Đang gửi',
  on_server: 'Đã lên máy chủ',
  needs_you: 'Cần bạn xử lý',
};

export const pictureLabels: Record<PictureStateName, string> = {
  connecting: 'Đang kết nối',
  earlier: 'Chưa trực tiếp',
  live: 'Trực tiếp',
  ageing: 'Hình chậm',
  stale: 'Hình cũ',
  no_signal: 'Mất tín hiệu',
  not_permitted: 'Không có quyền xem',
};

/** 15/06/2021 14:20:07 in Vietnam. */
export const now = Date.UTC(2021, 5, 15, 7, 20, 7);

const names = [
  'Cổng chính',
  'Hành lang A1',
  'Sân trong',
  'Nhà ăn',
  'Hành lang B2',
  'Cổng phụ',
  'Khu lấy mẫu',
  'Hàng rào phía Đông',
  'Cầu thang C',
];

const places = [
  'Cơ sở số 01 - Đồi Thông',
  'Cơ sở số 07 - Suối Đá',
  'Cơ sở số 12 - Rẫy Cà Phê',
  'Khách sạn Mây Ngàn',
];

export type SampleTile = {
  name: string;
  place: string;
  state: PictureStateName;
  ageMs: number | null;
  reason?: string;
  scene: number;
};

const abnormal: Record<number, Pick<SampleTile, 'state' | 'ageMs' | 'reason'>> = {
  3: { state: 'stale', ageMs: 200_000 },
  5: { state: 'no_signal', ageMs: null, reason: 'Camera không trả lời từ 13:42' },
  7: { state: 'ageing', ageMs: 1_800 },
  10: { state: 'not_permitted', ageMs: null, reason: 'Chưa có văn bản cho phép trung tâm xem cơ sở này' },
  13: { state: 'connecting', ageMs: null },
};

export function sampleTile(index: number): SampleTile {
  return {
    name: names[index % names.length] ?? '',
    place: places[(index * 7) % places.length] ?? '',
    state: 'live',
    ageMs: 200 + ((index * 70) % 300),
    scene: index,
    ...abnormal[index],
  };
}
