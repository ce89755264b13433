/** What is written in a book from round to round. */
import type { EntryWritten } from '@truc/domain/logbook';
import type { Slot } from '@truc/domain/shift';

const minute = 60_000;
/** [ĐX] A round each three quarters of an hour, the first a while after the shift was taken. */
const firstAfter = 25 * minute;
const every = 45 * minute;

/** Every third entry tells something; the others are rounds. */
const remarks: readonly string[] = [
  'Giao cơm trưa tại cổng, không có người ra ngoài phòng.',
  "Bà Rơ Mah H'Bluk phòng 203 mệt, đã gọi y tế, y tế đã lên phòng.",
  'Nhắc phòng 105 đeo khẩu trang khi nhận hàng, đã chấp hành.',
  'Xe chở mẫu xét nghiệm vào sân lúc đầu giờ, ra sau 20 phút.',
  'Đón 12 người mới đến cách ly, đã dẫn vào khu tiếp nhận.',
  'Mưa to, camera sân trước mờ, vẫn thấy người đi lại.',
  'Nhân viên phun khử khuẩn hành lang tầng 1 và tầng 2.',
  'Người nhà gửi đồ tiếp tế, đã nhận tại nơi nhận hàng.',
  'Ông Ksor Tơng hết thời gian cách ly, bàn giao giấy tờ tại cổng.',
  'Trẻ em chạy ở hành lang tầng 2, đã nhắc gia đình Nay H’Ban.',
  'Đổi ca tổ bảo vệ, đủ quân số.',
  'Điện chập chờn 2 phút, đầu ghi không khởi động lại.',
];

export function entriesOf(
  { index }: { readonly index: number },
  slot: Slot,
  until: number,
): readonly { readonly at: number; readonly body: EntryWritten }[] {
  const count = Math.max(0, Math.ceil((Math.min(until, slot.to) - slot.from - firstAfter) / every));
  return Array.from({ length: count }, (_, round) => ({
    at: slot.from + firstAfter + round * every,
    body: bodyOf(Math.floor(slot.from / every) + index * 5 + round, round),
  }));
}

function bodyOf(turn: number, round: number): EntryWritten {
  const remark = round % 3 === 1 ? remarks[turn % remarks.length] : undefined;
  return remark === undefined
    ? { text: 'Đã quan sát vòng, bình thường.', phrase: 'round_normal', camera: null }
    : { text: remark.normalize('NFC'), phrase: null, camera: null };
}
