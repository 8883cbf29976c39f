#include "journal/wal.h"

#include <chrono>
#include <cstring>
#include <thread>

#include <fmt/format.h>

namespace meso::journal {
namespace {

constexpr std::size_t kHeader = 32;
constexpr std::size_t kFrameHeader = 24;
constexpr std::size_t kSalt = 8;
constexpr std::uint32_t kMagic = 0x377f0682;

std::uint32_t big(std::span<const std::byte> bytes, std::size_t at) {
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < 4; ++i) number = number << 8 | std::to_integer<std::uint32_t>(bytes[at + i]);
  return number;
}

struct Sum {
  std::uint32_t first = 0, second = 0;

  // REQUIRES: a multiple of 8 bytes.
  void add(std::span<const std::byte> bytes, bool big_endian) {
    for (std::size_t at = 0; at < bytes.size(); at += 8) {
      std::uint32_t one = big(bytes, at);
      std::uint32_t two = big(bytes, at + 4);
      if (!big_endian) {
        one = __builtin_bswap32(one);
        two = __builtin_bswap32(two);
      }
      first += one + second;
      second += two + first;
    }
  }
  bool is(std::span<const std::byte> bytes, std::size_t at) const {
    return first == big(bytes, at) && second == big(bytes, at + 4);
  }
};

}  // namespace

std::optional<WalDamage> wal_damage(std::span<const std::byte> wal) {
  if (wal.size() <= kHeader + kFrameHeader) return std::nullopt;
  const std::uint32_t magic = big(wal, 0);
  const bool big_endian = (magic & 1) != 0;
  const std::size_t page = big(wal, 8);
  Sum sum;
  sum.add(wal.first(24), big_endian);
  const bool plausible = (magic & ~1u) == kMagic && page >= 512 && page <= 65536 && (page & (page - 1)) == 0;
  if (!plausible || !sum.is(wal, 24)) return WalDamage{0, 0};
  const auto salt = wal.subspan(16, kSalt);
  std::uint64_t frame = 0;
  std::optional<WalDamage> damage;
  for (std::size_t at = kHeader; at + kFrameHeader + page <= wal.size(); at += kFrameHeader + page) {
    ++frame;
    const auto header = wal.subspan(at, kFrameHeader);
    const bool of_this_log = std::memcmp(header.data() + 8, salt.data(), kSalt) == 0;
    if (!damage) {
      sum.add(header.first(8), big_endian);
      sum.add(wal.subspan(at + kFrameHeader, page), big_endian);
      if (of_this_log && sum.is(header, 16)) continue;
      // The end, or damage: what follows decides.
      damage = WalDamage{frame, 0};
    }
    if (of_this_log && big(header, 4) != 0) ++damage->transactions;
  }
  if (damage && damage->transactions == 0) return std::nullopt;
  return damage;
}

Result<std::vector<Finding>> inspect_wal(FileSystem& files, const std::string& path) {
  std::vector<Finding> out;
  const std::string kept = path + ".damaged";
  const std::string name(base_name(path));
  if (files.exists(kept)) {
    out.push_back({std::string(base_name(kept)),
                   "a log that did not read was kept here: its last acts are not in the journal"});
  }
  // A program that is alive may be in the middle of a frame: look again before believing.
  std::optional<WalDamage> damage;
  std::unique_ptr<FileBytes> content;
  for (int look = 0; look < 3; ++look) {
    if (!files.exists(path)) return out;
    auto read = files.read(path);
    if (!read.ok()) return read.error().kind == ErrorKind::kNotFound ? Result(out) : read.error();
    const bool unchanged =
        content != nullptr && content->bytes().size() == (*read)->bytes().size() &&
        std::memcmp(content->bytes().data(), (*read)->bytes().data(), content->bytes().size()) == 0;
    content = std::move(read).value();
    damage = wal_damage(content->bytes());
    if (!damage || unchanged) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
  }
  if (!damage) return out;
  const std::string where =
      damage->frame == 0 ? name + ", header" : fmt::format("{}, frame {}", name, damage->frame);
  const std::string what =
      damage->frame == 0
          ? "does not read: every act since the journal was last closed is lost with it"
          : fmt::format("does not read, and {} transactions lie at or behind it", damage->transactions);
  if (files.exists(kept)) {
    out.push_back({where, what});
    return out;
  }
  MESO_RETURN_IF_ERROR(replace_file(files, kept, content->bytes()));
  return Error{
      ErrorKind::kCorrupt, fmt::format("{}: {}", where, what), Place{path, 0, 0},
      fmt::format("the log is kept as {}; opened again, the journal goes on without them, or restore a "
                  "backup",
                  base_name(kept))};
}

}  // namespace meso::journal
